using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Cli;

/// <summary>Takes the best items of a user; they are valid during the call.</summary>
internal delegate void ReceiveItems(Id user, ReadOnlySpan<Scored> best);

/// <summary>
/// The best items for users by id, known or not: from the index where one lies beside the model, with the same answers. Not for
/// several threads at once.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="seen">Ratings whose items are left out for the user who gave them.</param>
/// <param name="options">How many items and which; the ratings to leave out are filled in here.</param>
internal sealed class Recommender(FactorModel model, Ratings? seen, RecommendOptions options)
{
    private readonly RecommendOptions _options = options with { Exclude = seen?.AlignTo(model.Users, model.Items) };
    private readonly bool _hasLists = options.Allow is not null || options.Deny is not null;
    private readonly Retriever? _index = model.StoredRetriever();
    private readonly int[]? _allow = Ascending(options.Allow);
    private readonly int[]? _deny = Ascending(options.Deny);

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

    /// <summary>Finds the best items of some users or, where none are named, of all, and hands them out in order.</summary>
    public void Find(IReadOnlyCollection<Id> users, ReceiveItems receive, CancellationToken token)
    {
        if (users.Count == 0)
            model.RecommendAll((row, best) => receive(model.Users[row], best), _options, token);
        foreach (Id user in users)
        {
            token.ThrowIfCancellationRequested();
            receive(user, model.Users.TryGetRow(user, out int row) ? Best(row, _options.Count) : ForUnknown(user));
        }
    }

    private Scored[] Best(int row, int count)
    {
        Scored[] best = new Scored[Math.Min(count, model.Items.Count)];
        int found = 0;
        if (_index is not null)
            found = _index.Recommend(row, best, Request());
        else if (!_hasLists)
            found = model.Recommend(row, best, _options.Exclude);
        else
            model.RecommendAll(
                (_, list) =>
                {
                    list.CopyTo(best);
                    found = list.Length;
                },
                _options with
                {
                    Users = [row],
                    Count = count,
                }
            );
        return best[..found];
    }

    private RetrievalRequest Request() =>
        _allow is null
            ? new() { Exclude = _options.Exclude, Deny = _deny }
            : new()
            {
                Exclude = _options.Exclude,
                Deny = _deny,
                Allow = _allow,
            };

    private static int[]? Ascending(IEnumerable<int>? rows) => rows is null ? null : [.. rows.Distinct().Order()];

    /// <summary>Everyone's favourites, less what the ratings to leave out have of this user.</summary>
    private Scored[] ForUnknown(Id user)
    {
        HashSet<int> left = SeenBy(user);
        int count = (int)Math.Min((long)_options.Count + left.Count, model.Items.Count);
        return [.. Best(-1, Math.Max(count, 1)).Where(scored => !left.Contains(scored.Row)).Take(_options.Count)];
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
