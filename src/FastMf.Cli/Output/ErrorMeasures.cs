using FastMf.Evaluation;

namespace FastMf.Cli.Output;

/// <summary>What errors are told by: rmse and mae, or log loss and accuracy where ratings name classes.</summary>
internal static class ErrorMeasures
{
    /// <summary>Names as in JSON, and values.</summary>
    public static (string Name, double Value)[] Of(RatingErrors errors) =>
        errors is { LogLoss: { } logLoss, Accuracy: { } accuracy }
            ? [("logLoss", logLoss), ("accuracy", accuracy)]
            : [("rmse", errors.Rmse), ("mae", errors.Mae)];
}
