namespace FastMf.Training;

/// <summary>
/// The fit failed; or at its end J has been rising for three epochs (or all there were), by 10 % and more, and with it
/// the data cost.
/// </summary>
internal sealed class DivergingRule : IDiagnosisRule
{
    private const int Epochs = 3;
    private const double Rise = 1.1;

    public Finding? Judge(FitEvidence fit)
    {
        if (fit.Diverged)
            return Found(fit, fit.History[0]);
        if (!fit.IsTracked)
            return null;
        int first = fit.History.Count - 1;
        while (first > 0 && fit.History[first - 1].Objective < fit.History[first].Objective)
            first--;
        EpochReport from = fit.History[first];
        bool lasting = first == 0 || fit.Last.Epoch - from.Epoch >= Epochs;
        return lasting && fit.Last.Objective > Rise * from.Objective && fit.Last.DataCost > from.DataCost
            ? Found(fit, from)
            : null;
    }

    /// <summary>What to try, given the step size; NaN where there is none.</summary>
    public static string Advice(double rate) =>
        double.IsFinite(rate)
            ? FitEvidence.Text(
                $"Try a smaller learning rate (for example {rate / 4:G3}), a step size that adapts (the adagrad schedule, the adam optimizer), or a smaller penalty; look for outliers among the ratings."
            )
            : "Look for outliers among the ratings.";

    private static Finding Found(FitEvidence fit, EpochReport from)
    {
        EpochReport to = fit.Last;
        bool known = fit.History.Count > 1 && from.Objective is not null;
        double rate = to.LearningRate;
        string message = known
            ? FitEvidence.Text(
                $"The objective rose from {from.Objective:G5} in epoch {from.Epoch} to {to.Objective:G5} in epoch {to.Epoch}: the data cost from {from.DataCost:G5} to {to.DataCost:G5}, the penalty from {from.Penalty:G5} to {to.Penalty:G5}. The steps are too large."
            )
            : FitEvidence.Text($"The numbers ran off in epoch {to.Epoch}.");
        FindingNumber[] numbers = known
            ?
            [
                new("fromEpoch", from.Epoch),
                new("toEpoch", to.Epoch),
                new("objectiveFrom", from.Objective!.Value),
                new("objectiveTo", to.Objective!.Value),
            ]
            : [new("toEpoch", to.Epoch)];
        return new(FindingKind.Diverging, message, Advice(rate), [.. numbers, .. Rate(rate)]);
    }

    private static FindingNumber[] Rate(double rate) => double.IsFinite(rate) ? [new("learningRate", rate)] : [];
}
