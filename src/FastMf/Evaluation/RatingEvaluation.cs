using FastMf.Data;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Evaluation;

/// <summary>How well a model predicts ratings.</summary>
public static class RatingEvaluation
{
    /// <summary>
    /// Compares predictions with ratings: root of the mean squared error and mean absolute error. Users and items that
    /// the model does not know take part through the fall-back, the mean and the known side's bias. Where the model's loss
    /// is one for classes, log loss and accuracy too.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="test">The ratings; they may have other users and items than the model, which are matched by id.</param>
    /// <param name="clipMin">Predictions below are taken as this; null for no bound.</param>
    /// <param name="clipMax">Predictions above are taken as this; null for no bound.</param>
    /// <param name="threads">Threads to use; 0 for all processors. Changes no result.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">There are no ratings, or the model's loss is not defined for them, or a bound is NaN or the lower one is above the upper one.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static RatingErrors Evaluate(
        this FactorModel model,
        Ratings test,
        float? clipMin = null,
        float? clipMax = null,
        int threads = 0,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        if (test.Count == 0)
            throw new ArgumentException("There are no ratings to compare with.", nameof(test));
        float min = clipMin ?? float.NegativeInfinity;
        float max = clipMax ?? float.PositiveInfinity;
        if (!(min <= max))
            throw new ArgumentException($"Predictions cannot be kept from {min} to {max}.", nameof(clipMin));
        if (model.Info.Objective.Loss.Objection(test.Values) is { } why)
            throw new ArgumentException($"The model's loss: {why}", nameof(test));
        bool classes = model.Info.Objective.Loss.IsForClasses;
        using WorkerTeam team = new(threads);
        ErrorEvaluator.Sums sums = new ErrorEvaluator(model, test, team, min, max).Evaluate(cancellationToken);
        GC.KeepAlive(model); // it may be mapped
        return new RatingErrors
        {
            Rmse = sums.Rmse,
            Mae = sums.Mae,
            LogLoss = classes ? sums.LogLoss : null,
            Accuracy = classes ? sums.Accuracy : null,
            Ratings = sums.Count,
            Unknown = sums.Unknown,
        };
    }
}
