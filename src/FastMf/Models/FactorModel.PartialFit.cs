using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    /// <summary>
    /// The model with the users of other ratings instead of its own: each is folded in from its ratings, and the items
    /// stay as they are. What to judge new users by (strong generalization), and all calls for known users work for them.
    /// </summary>
    /// <param name="history">What is known of the users, each pair once; items that the model lacks are passed over.</param>
    /// <param name="threads">Threads to use; 0 for all processors. Changes no result.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="InvalidOperationException">No best row is known for the model's objective; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">A pair is there twice, or the values do not suit the model.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public FactorModel FoldInUsers(Ratings history, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        FoldInSide side = UserFoldIn;
        CheckValues(history, nameof(history));
        using WorkerTeam team = new(threads);
        RowRatings ratings = new(history.AlignTo(history.Users, Items), byItem: false, team);
        FactorMatrix factors = new(history.Users.Count, Rank);
        float[]? bias = !_userBias.Exists ? null : new float[factors.Rows];
        int[] all = [.. Enumerable.Range(0, factors.Rows)];
        Solve(side, ratings, all, factors, bias, team, nameof(history), cancellationToken);
        GC.KeepAlive(this);
        return new FactorModel(factors, ItemFactors, InfoOfSolved, history.Users, Items, bias, ItemBiasArray);
    }

    /// <summary>
    /// The model after a batch of new ratings of known and new users and items, without training anew. As in an epoch,
    /// items come first: each new item is folded in from those users of this model who have it. Then each user of the
    /// events, known or new, is folded in from all its ratings, new items included. All other rows stay as they are, to
    /// the bit. New rows are put in order of their ids.
    /// </summary>
    /// <remarks>
    /// An item's row is what <see cref="FoldInItem(ReadOnlySpan{int}, ReadOnlySpan{float}, Span{float}, out float)"/> of
    /// this model gives, and a user's what <see cref="FoldInUser(ReadOnlySpan{int}, ReadOnlySpan{float}, Span{float}, out float)"/>
    /// of the new one gives. A new item that no known user has gets a row of zeros. Mean, rating range and options stay.
    /// Takes time for a copy of the users' factors, for a look at each rating of the history and for the rows solved;
    /// item factors are shared between both models where no item is solved.
    /// </remarks>
    /// <param name="events">The new ratings.</param>
    /// <param name="history">
    /// What was known before, commonly the training ratings and earlier events; only ratings of rows to be solved are
    /// used. Null if the events are all that is known of their users.
    /// </param>
    /// <param name="options">Whether known items are solved too, and what becomes of pairs that repeat.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="InvalidOperationException">No best row is known for the model's objective; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">The values do not suit the model, or a pair repeats and must not.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public FactorModel PartialFit(
        Ratings events,
        Ratings? history = null,
        PartialFitOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(events);
        options ??= new();
        FoldInSide ofItems = ItemFoldIn;
        CheckValues(events, nameof(events));
        if (history is not null)
            CheckValues(history, nameof(history));
        using WorkerTeam team = new(options.Threads);
        events = events.Compact();
        IdMap users = IdMap.Union(Users, events.Users);
        IdMap items = IdMap.Union(Items, events.Items);
        int[] touchedUsers = events.Users.MapTo(users);
        int[] touchedItems =
        [
            .. Enumerable
                .Range(0, events.Items.Count)
                .Where(item => options.KnownItems || !Items.TryGetRow(events.Items[item], out _))
                .Select(item => items.TryGetRow(events.Items[item], out int row) ? row : -1),
        ];
        Ratings known = Known(history, users, items, touchedUsers, touchedItems)
            .Append(events.AlignTo(users, items), options.Duplicates);

        (FactorMatrix itemFactors, float[]? itemBias) = (ItemFactors, ItemBiasArray);
        if (touchedItems.Length > 0)
        {
            (itemFactors, itemBias) = Moved(Items, ItemFactors, itemBias, items);
            RowRatings byItem = new(known.AlignTo(Users, items), byItem: true, team);
            Solve(ofItems, byItem, touchedItems, itemFactors, itemBias, team, nameof(events), cancellationToken);
        }
        (FactorMatrix userFactors, float[]? userBias) = Moved(Users, UserFactors, UserBiasArray, users);
        FactorModel model = new(userFactors, itemFactors, InfoOfSolved, users, items, userBias, itemBias);
        FoldInSide ofUsers = touchedItems.Length > 0 ? model.UserFoldIn : UserFoldIn;
        RowRatings byUser = new(known, byItem: false, team);
        Solve(ofUsers, byUser, touchedUsers, userFactors, userBias, team, nameof(events), cancellationToken);
        GC.KeepAlive(this);
        return model;
    }

    /// <summary>What the history holds of rows that are to be solved, in the rows of the new model.</summary>
    private static Ratings Known(Ratings? history, IdMap users, IdMap items, int[] touchedUsers, int[] touchedItems)
    {
        if (history is null)
            return Ratings.From([]).AlignTo(users, items);
        bool[] userMarks = Marks(history.Users, users, touchedUsers);
        bool[] itemMarks = Marks(history.Items, items, touchedItems);
        bool[] marks = new bool[history.Count];
        for (int k = 0; k < marks.Length; k++)
            marks[k] = userMarks[history.UserRows[k]] || itemMarks[history.ItemRows[k]];
        return history.Marked(marks).AlignTo(users, items);
    }

    /// <summary>Which ids of a map are among rows of another one.</summary>
    private static bool[] Marks(IdMap ids, IdMap others, int[] rows)
    {
        HashSet<int> wanted = [.. rows];
        return [.. ids.MapTo(others).Select(wanted.Contains)];
    }

    /// <summary>A copy in the order of a map that has all ids and more; rows of new ones are zeros.</summary>
    private static (FactorMatrix Factors, float[]? Bias) Moved(
        IdMap from,
        FactorMatrix factors,
        float[]? bias,
        IdMap to
    )
    {
        FactorMatrix moved = new(to.Count, factors.Columns);
        float[]? movedBias = bias is null ? null : new float[to.Count];
        int[] rows = from.MapTo(to);
        for (int row = 0; row < rows.Length; row++)
        {
            factors.CopyPadded(row, moved.Row(rows[row]));
            movedBias?[rows[row]] = bias![row];
        }
        return (moved, movedBias);
    }

    private static void Solve(
        FoldInSide side,
        RowRatings ratings,
        int[] rows,
        FactorMatrix factors,
        float[]? bias,
        WorkerTeam team,
        string name,
        CancellationToken cancellationToken
    )
    {
        team.ForEach(
            rows.Length,
            k =>
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                int row = rows[k];
                FoldInHistory history = new(ratings.OthersOf(row), ratings.ValuesOf(row), ratings.WeightsOf(row), name);
                side.Solve(history, factors.Row(row)[..factors.Columns], out float solved);
                bias?[row] = solved;
            }
        );
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void CheckValues(Ratings ratings, string name)
    {
        if (Info.Objective.Implicit?.Objection(ratings) is { } why)
            throw new ArgumentException($"Implicit feedback: {why}", name);
    }
}
