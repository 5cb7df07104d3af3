using FastMf.Models;

namespace FastMf.Training;

/// <summary>
/// There is a penalty, and at the end either the products u.v are nothing (the root mean square over all pairs, which is
/// at most ||U||_F ||V||_F / sqrt(users x items), is below 1 % of the training error), or three quarters of the
/// objective are penalty and this is more than a fifth of what the ratings cost at the start.
/// </summary>
internal sealed class PenaltyDominatesRule : IDiagnosisRule
{
    private const double Nothing = 0.01;
    private const double Most = 0.75;
    private const double Substantial = 0.2;

    public Finding? Judge(FitEvidence fit)
    {
        if (!fit.IsTracked || fit.History.All(epoch => epoch.Penalty is not > 0))
            return null;
        EpochReport last = fit.Last;
        FactorModel model = fit.Model;
        double pairs = (double)model.UserFactors.Rows * model.ItemFactors.Rows;
        double product = last.UserNorm!.Value * last.ItemNorm!.Value / Math.Sqrt(pairs);
        double unit = last.TrainRmse ?? 1; // of a loss for classes: one step of the log-odds
        double share = last.Penalty!.Value / last.Objective!.Value;
        bool ranks = fit.Model.Info.Objective.IsForRanking; // there most pairs are near 0 in any good model
        bool nothing = !ranks && product < Nothing * unit && !StillGrowing(fit);
        bool most = share > Most && last.Penalty > Substantial * fit.History[0].DataCost;
        if (!nothing && !most)
            return null;
        string seen = nothing
            ? FitEvidence.Text(
                $"Hardly anything is left of the factors: u.v is {product:G3} on average (||U|| {last.UserNorm:G4}, ||V|| {last.ItemNorm:G4}), the training error {unit:G4}"
            )
            : FitEvidence.Text(
                $"{share:P0} of the objective is penalty ({last.Penalty:G5}); the data cost is {last.DataCost:G5}"
            );
        return new(
            FindingKind.PenaltyDominates,
            $"{seen}: the penalty dominates.",
            "Try a smaller lambda, or a smaller penalty exponent; if neither helps, the ratings hold nothing beyond biases.",
            [
                new("penaltyShare", share),
                new("penalty", last.Penalty.Value),
                new("dataCost", last.DataCost!.Value),
                new("userNorm", last.UserNorm.Value),
                new("itemNorm", last.ItemNorm.Value),
                new("meanProduct", product),
            ]
        );
    }

    /// <summary>Factors that have been growing to the end are small because the fit is young.</summary>
    private static bool StillGrowing(FitEvidence fit)
    {
        EpochReport before = fit.History[^2];
        return fit.Last.UserNorm * fit.Last.ItemNorm > before.UserNorm * before.ItemNorm;
    }
}
