using FastMf.Data;
using FastMf.Models;

namespace FastMf.Cli;

/// <summary>The best items for a user by id, known or not. Not for several threads at once.</summary>
/// <param name="model">The model.</param>
/// <param name="seen">Ratings whose items are left out for the user who gave them.</param>
/// <param name="count">How many items.</param>
internal sealed class Recommender(FactorModel model, Ratings? seen, int count)
{
    private readonly Scored[] _best = new Scored[count];
    private readonly Ratings? _exclude = seen?.AlignTo(model.Users, model.Items);

    /// <summary>What an unknown user gets, in words.</summary>
    public string FallBack =>
        model.ItemBias.IsEmpty
            ? "the model has no biases to fall back on: the first items follow, which is no recommendation"
            : "the items with the highest biases follow";

    /// <summary>The model's users.</summary>
    public IdMap Users => model.Users;

    /// <summary>The model's items.</summary>
    public IdMap Items => model.Items;

    /// <summary>The id of a scored item.</summary>
    public Id Item(Scored scored) => model.Items[scored.Row];

    /// <summary>The best items, best first; valid until the next call.</summary>
    public ReadOnlySpan<Scored> For(Id user) =>
        _best.AsSpan(
            0,
            model.Users.TryGetRow(user, out int row) ? model.Recommend(row, _best, _exclude) : ForUnknown(user)
        );

    /// <summary>Everyone's favourites, less what the ratings to leave out have of this user.</summary>
    private int ForUnknown(Id user)
    {
        HashSet<int> left = SeenBy(user);
        Scored[] favourites = new Scored[Math.Min(_best.Length + left.Count, model.Items.Count)];
        int found = model.Recommend(-1, favourites);
        Scored[] kept = [.. favourites.Take(found).Where(scored => !left.Contains(scored.Row)).Take(_best.Length)];
        kept.CopyTo(_best, 0);
        return kept.Length;
    }

    /// <summary>The model's rows of what a user who is not in the model has rated.</summary>
    private HashSet<int> SeenBy(Id user)
    {
        HashSet<int> rows = [];
        if (seen is null || !seen.Users.TryGetRow(user, out int userRow))
            return rows;
        for (int k = 0; k < seen.Count; k++)
        {
            if (seen.UserRows[k] == userRow && model.Items.TryGetRow(seen.Items[seen.ItemRows[k]], out int item))
                rows.Add(item);
        }
        return rows;
    }
}
