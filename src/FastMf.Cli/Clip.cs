using System.CommandLine;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Losses;
using FastMf.Models;

namespace FastMf.Cli;

/// <summary><c>--clip</c>: predictions are kept within the range of the training ratings.</summary>
internal static class Clip
{
    /// <summary>rmse and mae of a model, clipped where the call asks for it.</summary>
    public static RatingErrors Evaluate(
        ParseResult call,
        Option<bool> clip,
        FactorModel model,
        Ratings ratings,
        int threads,
        CancellationToken token
    ) =>
        call.GetValue(clip)
            ? model.Evaluate(ratings, model.Info.MinRating, model.Info.MaxRating, threads, token)
            : model.Evaluate(ratings, threads: threads, cancellationToken: token);

    /// <summary>Refuses the option where a model is measured by log loss and accuracy, which know no bounds.</summary>
    public static void RefuseFor(ObjectiveOptions objective, ParseResult call, Option<bool> clip)
    {
        Loss loss = objective.Loss;
        if (objective.IsForRanking && call.GetValue(clip))
            throw new CallException("--clip is not for implicit feedback, where predictions are no ratings.");
        if (loss.IsForClasses && call.GetValue(clip))
            throw new CallException(
                $"--clip is not for the {loss.Name} loss, which is measured by log loss and accuracy."
            );
    }

    /// <summary>Keeps predictions within the range of the training ratings.</summary>
    public static void Apply(FactorModel model, Span<float> predictions)
    {
        foreach (ref float prediction in predictions)
            prediction = Math.Clamp(prediction, model.Info.MinRating, model.Info.MaxRating);
    }
}
