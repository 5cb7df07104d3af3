namespace FastMf.Training;

/// <summary>
/// The last quarter of the epochs (at least one) brought more than a tenth of all that was gained in the validation
/// error (without validation: in J), and at least a thousandth of what is left; or ||U|| ||V||, the size of the products,
/// grew by half in the last epoch, as it does on the plateau where biases are learned and factors are not.
/// </summary>
internal sealed class UnderfittingRule : IDiagnosisRule
{
    private const double ShareOfGain = 0.1;
    private const double ShareOfRest = 0.001;
    private const double FastGrowth = 1.5;

    public Finding? Judge(FitEvidence fit)
    {
        bool validated = fit.ValidationErrors() is not null;
        double[]? errors = fit.ValidationErrors() ?? fit.Objectives();
        if (errors is null || fit.Stopped != StopReason.Epochs)
            return null;
        int quarter = Math.Max(1, (errors.Length - 1) / 4);
        double start = errors[0];
        double before = errors[^(quarter + 1)];
        double end = errors[^1];
        double gain = before - end;
        bool falling = gain > ShareOfGain * (start - end) && gain > ShareOfRest * end;
        double growth = Growth(fit);
        if (!falling && !(growth > FastGrowth && end <= errors.Min()))
            return null;
        string what = validated ? "validation error" : "objective";
        int from = fit.History[^(quarter + 1)].Epoch;
        double rate = fit.Last.LearningRate;
        string faster = double.IsFinite(rate) ? FitEvidence.Text($", or a larger learning rate than {rate:G3}") : "";
        string seen = falling
            ? FitEvidence.Text(
                $"of all that the {what} fell ({start:G5} to {end:G5}), {gain / (start - end):P0} came after epoch {from} of {fit.Last.Epoch}"
            )
            : FitEvidence.Text($"the factors grew by {growth - 1:P0} in epoch {fit.Last.Epoch}");
        return new(
            FindingKind.Underfitting,
            $"The fit ended while it was still getting better: {seen}.",
            $"Try more epochs{faster}.",
            [
                new("fromEpoch", from),
                new("toEpoch", fit.Last.Epoch),
                new("startError", start),
                new("beforeError", before),
                new("lastError", end),
                .. growth > 0 ? new FindingNumber[] { new("growthOfFactors", growth) } : [],
            ]
        );
    }

    /// <summary>The growth of ||U|| ||V|| in the last epoch; 0 where it is not known.</summary>
    private static double Growth(FitEvidence fit)
    {
        EpochReport before = fit.History[^2];
        return fit.IsTracked && before.UserNorm * before.ItemNorm > 0
            ? (fit.Last.UserNorm * fit.Last.ItemNorm / (before.UserNorm * before.ItemNorm))!.Value
            : 0;
    }
}
