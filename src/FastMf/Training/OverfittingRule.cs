namespace FastMf.Training;

/// <summary>
/// At the end the validation error is 1 % or more above its best, and what the ratings trained on cost is below what
/// it was then; where the objective is not tracked, the first has to do.
/// </summary>
internal sealed class OverfittingRule : IDiagnosisRule
{
    private const double Rise = 1.01;

    public Finding? Judge(FitEvidence fit)
    {
        if (fit.ValidationErrors() is not { } errors)
            return null;
        int best = Array.IndexOf(errors, errors.Min());
        EpochReport from = fit.History[best];
        bool better = !fit.IsTracked || fit.Last.DataCost < from.DataCost;
        return errors[^1] >= Rise * errors[best] && better ? Found(fit, from, errors[best], errors[^1]) : null;
    }

    private static Finding Found(FitEvidence fit, EpochReport from, double best, double end)
    {
        string trained = fit.IsTracked
            ? FitEvidence.Text(
                $" while the data cost went on falling from {from.DataCost:G5} to {fit.Last.DataCost:G5}"
            )
            : "";
        return new(
            FindingKind.Overfitting,
            FitEvidence.Text(
                $"From epoch {from.Epoch} on the model overfits: the validation error rose from {best:F5} to {end:F5} in epoch {fit.Last.Epoch}{trained}. The model of epoch {fit.BestEpoch} is kept."
            ),
            "Try a stronger penalty, a smaller rank, or patience to end the fit there.",
            [
                new("fromEpoch", from.Epoch),
                new("toEpoch", fit.Last.Epoch),
                new("bestError", best),
                new("lastError", end),
                .. fit.IsTracked
                    ? new FindingNumber[]
                    {
                        new("dataCostFrom", from.DataCost!.Value),
                        new("dataCostTo", fit.Last.DataCost!.Value),
                    }
                    : [],
            ]
        );
    }
}
