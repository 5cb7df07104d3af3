namespace FastMf.Training;

/// <summary>
/// J rose by 2 % above its smallest value while the data cost fell: what a descent of J never does. At the end of the
/// fit and still rising, or anywhere on the way to where it diverged. It also is the cause of any rise where a step takes more than
/// twice of what it should shrink (rate x lambda > 2): then factors grow with each step instead.
/// </summary>
internal sealed class ExplodingPenaltyRule : IDiagnosisRule
{
    private const double Rise = 1.02;
    private const double NotFalling = 0.95; // of J half-way: a leap that is being made good again is something else

    public Finding? Judge(FitEvidence fit)
    {
        if (!fit.IsTracked)
            return fit.Diverged && fit.PenaltyStepOvershoots ? Overshooting(fit) : null;
        int lowest = 0;
        for (int k = 1; k < fit.History.Count; k++)
        {
            (EpochReport low, EpochReport now) = (fit.History[lowest], fit.History[k]);
            bool lasting = now.Objective > NotFalling * fit.History[(lowest + k) / 2].Objective;
            bool judged = fit.Diverged || (k == fit.History.Count - 1 && lasting);
            bool rose = now.Objective > Rise * low.Objective;
            if (judged && rose && now.Penalty > low.Penalty && now.DataCost < low.DataCost)
                return Found(fit, low, now);
            if (now.Objective < low.Objective)
                lowest = k;
        }
        bool worse = fit.Diverged || fit.Last.Objective > Rise * fit.History[lowest].Objective;
        return fit.PenaltyStepOvershoots && worse ? Overshooting(fit) : null;
    }

    private static Finding Found(FitEvidence fit, EpochReport from, EpochReport to)
    {
        string cause = fit.PenaltyStepOvershoots ? Cause(fit) : "The steps are too large for this penalty.";
        return new(
            FindingKind.ExplodingPenalty,
            FitEvidence.Text(
                $"From epoch {from.Epoch} to {to.Epoch} the objective rose from {from.Objective:G5} to {to.Objective:G5} although the data cost fell from {from.DataCost:G5} to {to.DataCost:G5}: the penalty grew from {from.Penalty:G5} to {to.Penalty:G5}. The training ratings are predicted better and better while the factors outgrow what that is worth. {cause}"
            ),
            Advice(fit),
            [
                new("fromEpoch", from.Epoch),
                new("toEpoch", to.Epoch),
                new("objectiveFrom", from.Objective!.Value),
                new("objectiveTo", to.Objective!.Value),
                new("dataCostFrom", from.DataCost!.Value),
                new("dataCostTo", to.DataCost!.Value),
                new("penaltyFrom", from.Penalty!.Value),
                new("penaltyTo", to.Penalty!.Value),
                .. Step(fit),
            ]
        );
    }

    private static Finding Overshooting(FitEvidence fit)
    {
        (EpochReport from, EpochReport to) = (fit.History[0], fit.Last);
        string seen =
            fit.History.Count > 1 && from.Penalty is { } penalty
                ? FitEvidence.Text(
                    $"The penalty went from {penalty:G5} in epoch {from.Epoch} to {to.Penalty:G5} in epoch {to.Epoch}, the data cost from {from.DataCost:G5} to {to.DataCost:G5}. "
                )
                : "";
        return new(
            FindingKind.ExplodingPenalty,
            $"{seen}{Cause(fit)}",
            Advice(fit),
            [
                new("toEpoch", to.Epoch),
                .. Known("penaltyFrom", fit.History.Count > 1 ? from.Penalty : null),
                .. Known("penaltyTo", to.Penalty),
                .. Known("dataCostTo", to.DataCost),
                .. Step(fit),
            ]
        );
    }

    private static string Cause(FitEvidence fit) =>
        FitEvidence.Text(
            $"Rate x lambda is unstable: a step takes {fit.PenaltyStep:G4} times a row's factors off them; above 2 they grow instead of shrinking."
        );

    private static string Advice(FitEvidence fit)
    {
        double rate = fit.Last.LearningRate;
        string steps =
            fit.PenaltyStepOvershoots
                ? FitEvidence.Text($"a smaller learning rate (at most {rate / fit.PenaltyStep:G2}) or a smaller lambda")
            : double.IsFinite(rate)
                ? FitEvidence.Text($"a smaller learning rate (for example {rate / 4:G3}) or a smaller lambda")
            : "a smaller lambda";
        return $"Try {steps}.";
    }

    private static FindingNumber[] Step(FitEvidence fit) => Known("rateTimesLambda", fit.PenaltyStep);

    private static FindingNumber[] Known(string name, double? value) =>
        value is { } number && !double.IsNaN(number) ? [new(name, number)] : [];
}
