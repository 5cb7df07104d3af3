namespace FastMf.Training;

/// <summary>
/// J (where it is not tracked: the validation error) leapt to more than twice its start; or in the second half of the fit
/// it turned at least twice, and its falls as well as its rises add up to 5 % of its smallest value or more.
/// </summary>
internal sealed class OscillatingRule : IDiagnosisRule
{
    private const int FewestSteps = 4;
    private const double Swing = 0.05;
    private const double Leap = 2;

    public Finding? Judge(FitEvidence fit)
    {
        if (fit.Diverged || (fit.Objectives() ?? fit.ValidationErrors()) is not { } values)
            return null;
        return Leapt(fit, values) ?? Swung(fit, values);
    }

    private static Finding? Leapt(FitEvidence fit, double[] values)
    {
        int peak = Array.IndexOf(values, values.Max());
        if (!(values[peak] > Leap * values[0]) || values[peak] == values[^1])
            return null;
        return Found(
            fit,
            FitEvidence.Text(
                $"The {What(fit)} leapt from {values[0]:G5} to {values[peak]:G5} in epoch {fit.History[peak].Epoch} and ended at {values[^1]:G5}: the steps jump far beyond the valley."
            ),
            [
                new("start", values[0]),
                new("peakEpoch", fit.History[peak].Epoch),
                new("highest", values[peak]),
                new("last", values[^1]),
            ]
        );
    }

    private static Finding? Swung(FitEvidence fit, double[] values)
    {
        int first = values.Length - 1 - Math.Max(FewestSteps, values.Length / 2);
        if (first < 0)
            return null;
        (double falls, double rises, int turns, double before) = (0, 0, 0, 0);
        for (int k = first + 1; k < values.Length; k++)
        {
            double change = values[k] - values[k - 1];
            falls += Math.Max(-change, 0);
            rises += Math.Max(change, 0);
            turns += change * before < 0 ? 1 : 0;
            before = change;
        }
        double low = values.Skip(first).Min();
        double high = values.Skip(first).Max();
        if (turns < 2 || Math.Min(falls, rises) < Swing * low)
            return null;
        int from = fit.History[first].Epoch;
        return Found(
            fit,
            FitEvidence.Text(
                $"From epoch {from} on the {What(fit)} went up and down between {low:G5} and {high:G5} and turned {turns} times: the steps jump across the valley."
            ),
            [new("fromEpoch", from), new("turns", turns), new("lowest", low), new("highest", high)]
        );
    }

    private static string What(FitEvidence fit) => fit.IsTracked ? "objective" : "validation error";

    private static Finding Found(FitEvidence fit, string message, FindingNumber[] numbers)
    {
        double rate = fit.Last.LearningRate;
        return double.IsFinite(rate)
            ? new(
                FindingKind.Oscillating,
                message,
                FitEvidence.Text(
                    $"Try a smaller learning rate (for example {rate / 4:G3}), a rate that falls (the inverse-time schedule), less momentum or larger batches."
                ),
                [.. numbers, new("learningRate", rate)]
            )
            : new(FindingKind.Oscillating, message, "Try a stronger penalty.", numbers);
    }
}
