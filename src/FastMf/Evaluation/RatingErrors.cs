namespace FastMf.Evaluation;

/// <summary>
/// How far predictions are from ratings, in the ratings' own unit (for logistic the prediction is sigmoid(y)). Weights
/// of the ratings play no part.
/// </summary>
public sealed record RatingErrors
{
    /// <summary>Root of the mean of (r - y)^2.</summary>
    public required double Rmse { get; init; }

    /// <summary>Mean of |r - y|.</summary>
    public required double Mae { get; init; }

    /// <summary>
    /// Mean of -ln of the probability that sigmoid(y) gives to the class of the rating; null for losses whose ratings
    /// name no classes.
    /// </summary>
    public double? LogLoss { get; init; }

    /// <summary>Share of ratings whose class y names: y above 0 says 1. Null where <see cref="LogLoss"/> is.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Ratings compared.</summary>
    public required int Ratings { get; init; }

    /// <summary>
    /// How many of them were of a user or an item that the model does not know; they are compared with the fall-back,
    /// the mean and the known side's bias.
    /// </summary>
    public required int Unknown { get; init; }
}
