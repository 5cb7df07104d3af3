using FastMf.Data;
using FastMf.Models;

namespace FastMf.Hosting;

/// <summary>What a model must be like before it takes over.</summary>
internal static class ModelCheck
{
    /// <summary>What is wrong with a model, or null.</summary>
    /// <param name="model">The new one.</param>
    /// <param name="present">The one that serves; null for none.</param>
    /// <param name="options">What is asked for.</param>
    public static string? Objection(FactorModel model, FactorModel? present, RecommenderOptions options) =>
        ShapeObjection(model, present, options)
        ?? PredictionObjection(model, options.Canaries)
        ?? ListObjection(model, options.CanaryUsers)
        ?? options.Check?.Invoke(model);

    private static string? ShapeObjection(FactorModel model, FactorModel? present, RecommenderOptions options)
    {
        if (model.Items.Count == 0)
            return "the model has no items.";
        if (present is null)
            return null;
        if (options.RequireSameRank && model.Rank != present.Rank)
            return $"the rank is {model.Rank}; expected {present.Rank}, that of the model which serves.";
        return KeptObjection("users", present.Users, model.Users, options.MinUsersKept)
            ?? KeptObjection("items", present.Items, model.Items, options.MinItemsKept);
    }

    private static string? KeptObjection(string what, IdMap present, IdMap next, double least)
    {
        if (least <= 0 || present.Count == 0)
            return null;
        int kept = present.Count - present.MapTo(next).Count(row => row < 0);
        return kept >= least * present.Count
            ? null
            : FormattableString.Invariant(
                $"it has {kept} of the {present.Count} {what} of the model which serves; expected a share of {least}."
            );
    }

    private static string? PredictionObjection(FactorModel model, IEnumerable<CanaryPrediction> canaries)
    {
        foreach (CanaryPrediction canary in canaries)
        {
            Prediction found = model.Predict(canary.User, canary.Item);
            if (!found.UserKnown)
                return $"it has no user {canary.User}, who is a canary.";
            if (!found.ItemKnown)
                return $"it has no item {canary.Item}, which is a canary.";
            if (!(found.Value >= canary.Least && found.Value <= canary.Most))
                return FormattableString.Invariant(
                    $"it predicts {found.Value} for user {canary.User} and item {canary.Item}; expected {canary.Least} to {canary.Most}."
                );
        }
        return null;
    }

    /// <summary>Lists of some users, spread over all rows, and of an unknown one.</summary>
    private static string? ListObjection(FactorModel model, int count)
    {
        Scored[] best = new Scored[Math.Min(10, model.Items.Count)];
        for (int k = -1; k < Math.Min(count, model.Users.Count); k++)
        {
            int user = k < 0 ? -1 : (int)((long)k * model.Users.Count / Math.Min(count, model.Users.Count));
            int found = model.Recommend(user, best);
            for (int i = 0; i < found; i++)
            {
                if (!float.IsFinite(best[i].Score) || (i > 0 && best[i].Score > best[i - 1].Score))
                    return FormattableString.Invariant(
                        $"user row {user} has the score {best[i].Score} at place {i + 1}; expected falling numbers."
                    );
            }
            if (found < best.Length)
                return FormattableString.Invariant($"user row {user} has {found} items of {best.Length} asked for.");
        }
        return null;
    }
}
