using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Cli;

/// <summary>Takes the best items of a user; they are valid during the call.</summary>
internal delegate void ReceiveItems(Id user, ReadOnlySpan<Scored> best);

/// <summary>
/// The best items for users by id, known or not: from the index where one lies beside the model, else for many users at once, with
/// the same answers. Not for several threads at once.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="seen">Ratings whose items are left out for the user who gave them.</param>
/// <param name="options">How many items and which; the ratings to leave out are filled in here.</param>
internal sealed class Recommender(FactorModel model, Ratings? seen, RecommendOptions options)
{
    private const int Together = 64; // users from which on packing all items for the tiles takes less than scoring one by one

    private readonly RecommendOptions _options = options with { Exclude = seen?.AlignTo(model.Users, model.Items) };
    private readonly bool _hasLists = options.Allow is not null || options.Deny is not null;
    private readonly Retriever? _index = model.StoredRetriever();
    private readonly int[]? _allow = Ascending(options.Allow);
    private readonly int[]? _deny = Ascending(options.Deny);
    private Scored[] _favourites = []; // of everyone: as many as were wanted so far
    private int _favouritesWanted;

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
        using IEnumerator<Id> asked = users.GetEnumerator();
        int[] known = [.. users.Select(RowOf).Where(row => row >= 0)];
        FindKnown(
            known,
            (_, best) =>
            {
                PassUnknown();
                receive(asked.Current, best);
            },
            token
        );
        PassUnknown();

        void PassUnknown() // until the next whom the model knows
        {
            while (asked.MoveNext() && RowOf(asked.Current) < 0)
            {
                token.ThrowIfCancellationRequested();
                receive(asked.Current, ForUnknown(asked.Current));
            }
        }
    }

    private int RowOf(Id user) => model.Users.TryGetRow(user, out int row) ? row : -1;

    /// <summary>The lists of users by their rows, in order.</summary>
    private void FindKnown(int[] users, RecommendationHandler receive, CancellationToken token)
    {
        if (_index is null && (users.Length >= Together || (_hasLists && users.Length > 0)))
        {
            model.RecommendAll(receive, _options with { Users = users }, token);
            return;
        }
        foreach (int user in users)
        {
            token.ThrowIfCancellationRequested();
            receive(user, Best(user, _options.Count));
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
        int count = (int)Math.Clamp((long)_options.Count + left.Count, 1, Math.Max(1, model.Items.Count));
        if (_favouritesWanted < count)
            (_favourites, _favouritesWanted) = (Best(-1, count), count);
        return [.. _favourites.Where(scored => !left.Contains(scored.Row)).Take(_options.Count)];
    }

    /// <summary>The model's rows of what a user who is not in the model has rated.</summary>
    private HashSet<int> SeenBy(Id user)
    {
        HashSet<int> rows = [];
        if (seen is null || !seen.Users.TryGetRow(user, out int userRow))
            return rows;
        foreach (int item in seen.ByUser.ColumnsOf(userRow))
        {
            if (model.Items.TryGetRow(seen.Items[item], out int row))
                rows.Add(row);
        }
        return rows;
    }
}
