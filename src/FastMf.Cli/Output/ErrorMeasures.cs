using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Training;

namespace FastMf.Cli.Output;

/// <summary>
/// What a model is measured by: rmse and mae, or log loss and accuracy where ratings name classes; by its ranking alone
/// where it is for ranking.
/// </summary>
internal static class ErrorMeasures
{
    /// <summary>Names as in JSON, and values.</summary>
    public static (string Name, double Value)[] Of(ObjectiveOptions objective, RatingErrors errors) =>
        objective.IsForRanking ? []
        : errors is { LogLoss: { } logLoss, Accuracy: { } accuracy } ? [("logLoss", logLoss), ("accuracy", accuracy)]
        : [("rmse", errors.Rmse), ("mae", errors.Mae)];

    /// <summary>The same of the epoch that a fit kept, on its validation ratings.</summary>
    public static (string Name, double Value)[] Of(FitResult fit, RatingErrors errors) =>
        fit.History.FirstOrDefault(epoch => epoch.Epoch == fit.BestEpoch).ValidationNdcg is { } ndcg
            ? [("ndcg@10", ndcg)]
            : Of(fit.Model.Info.Objective, errors);
}
