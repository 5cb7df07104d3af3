using System.Collections.Concurrent;
using FastMf.Data;
using FastMf.Models;

namespace FastMf.Live;

/// <summary>
/// A model and what users did since it was trained. Take one for the whole of a request: all answers are of one model.
/// Thread-safe, without a lock for readers: each event replaces one <see cref="LiveUser"/> by another.
/// </summary>
public sealed class LiveVersion
{
    private readonly ConcurrentDictionary<Id, LiveUser> _users = new();

    internal LiveVersion(FactorModel model, Ratings? before)
    {
        Model = model;
        Before = before?.AlignTo(model.Users, model.Items);
        _ = Before?.ByUser; // made now, not at the first event
    }

    /// <summary>The model.</summary>
    public FactorModel Model { get; }

    /// <summary>What was known before the first event, in the model's rows; null for nothing.</summary>
    public Ratings? Before { get; }

    /// <summary>How many users have done something with items that the model knows.</summary>
    public int Users => _users.Count;

    /// <summary>A user with a history; null for others, which the model may know all the same.</summary>
    public LiveUser? Find(Id user) => _users.GetValueOrDefault(user);

    /// <summary>
    /// The items with the highest predictions, best first, without those that the user has. Somebody without a history
    /// has the model's row; somebody unknown everyone's favourites.
    /// </summary>
    /// <param name="user">The user's id.</param>
    /// <param name="best">Receives the items; as many are looked for as it is long.</param>
    /// <param name="userKnown">Whether the user is known.</param>
    /// <returns>How many were written.</returns>
    public int Recommend(Id user, Span<Scored> best, out bool userKnown)
    {
        if (Find(user) is not { } live)
            return Model.Recommend(user, best, out userKnown);
        userKnown = true;
        return Model.Recommend(live.Factors, live.Bias, best, live.Seen);
    }

    /// <summary>
    /// The users whose factors point in the most similar direction, by the cosine, highest first: everybody with the vector that
    /// recommendations are made of, users that only events tell of among them.
    /// </summary>
    /// <param name="user">The user's id.</param>
    /// <param name="best">Receives the others; as many are looked for as it is long.</param>
    /// <param name="userKnown">Whether the user is known.</param>
    /// <returns>How many were written; 0 for an unknown user.</returns>
    public int SimilarUsers(Id user, Span<SimilarUser> best, out bool userKnown)
    {
        LiveUser? live = Find(user);
        userKnown = Model.Users.TryGetRow(user, out int row) || live is not null;
        return userKnown
            ? LiveNeighbors.Find(Model, All, live is null ? Model.UserFactors[row] : live.Factors, user, best)
            : 0;
    }

    /// <summary>
    /// Makes a user of a history, and puts it in the place of an older one; to be called with the history's turn taken.
    /// Items are in the order of their rows, so that the same history gives the same bits, in whatever order it came about.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="strict">Whether a value that is none for the model is an error; otherwise it does not count.</param>
    /// <exception cref="ArgumentException">A value is none for the model.</exception>
    internal void Fold(UserHistory history, bool strict)
    {
        long last = history.Last; // what comes in while we copy is in the copy or not: it has a turn of its own
        if (Find(history.User)?.LastEvent >= last)
            return;
        (int[] rows, float[] values) = KnownItems(history.Copy(), strict);
        if (rows.Length == 0)
            return;
        bool trained = Model.Users.TryGetRow(history.User, out int row);
        if (trained && Before is not null)
            (rows, values) = Joined(Before.ByUser.ColumnsOf(row), Before.ByUser.ValuesOf(row), rows, values);
        _users[history.User] =
            trained && last <= (Model.Info.LastEvent ?? 0)
                ? new(Model, history.User, row, [], UserBiasOf(row), rows, values, last)
                : Folded(history.User, rows, values, last);
    }

    /// <summary>Why the model's objective is not defined for a value; null where it is.</summary>
    internal string? Objection(float value) => Model.Info.Objective.Implicit?.Objection(value);

    /// <summary>Users with events, each once and whole, while others are added and replaced; nobody waits for anybody.</summary>
    private IEnumerable<LiveUser> All => _users.Select(entry => entry.Value);

    private float UserBiasOf(int row) => Model.UserBias.IsEmpty ? 0f : Model.UserBias[row];

    /// <summary>What of a history the model knows, by ascending rows.</summary>
    private (int[] Rows, float[] Values) KnownItems(HistoryEntry[] entries, bool strict)
    {
        int[] rows = new int[entries.Length];
        float[] values = new float[entries.Length];
        int known = 0;
        foreach (HistoryEntry entry in entries)
        {
            if (!Model.Items.TryGetRow(entry.Item, out int row))
                continue;
            if (Objection(entry.Value) is { } why)
            {
                if (strict)
                    throw new ArgumentException(
                        FormattableString.Invariant($"Event {entry.Sequence} does not suit the model: {why}"),
                        nameof(entries)
                    );
                continue;
            }
            rows[known] = row;
            values[known++] = entry.Value;
        }
        Array.Sort(rows, values, 0, known);
        return (rows[..known], values[..known]);
    }

    /// <summary>Two lists by ascending rows as one; where both have a row the later value counts.</summary>
    private static (int[] Rows, float[] Values) Joined(
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> values,
        ReadOnlySpan<int> laterRows,
        ReadOnlySpan<float> laterValues
    )
    {
        List<int> joinedRows = new(rows.Length + laterRows.Length);
        List<float> joinedValues = new(rows.Length + laterRows.Length);
        for (int k = 0, later = 0; k < rows.Length || later < laterRows.Length; )
        {
            bool takesLater = later < laterRows.Length && (k == rows.Length || laterRows[later] <= rows[k]);
            int row = takesLater ? laterRows[later] : rows[k];
            joinedRows.Add(row);
            joinedValues.Add(takesLater ? laterValues[later++] : values[k]);
            if (k < rows.Length && rows[k] == row)
                k++;
        }
        return ([.. joinedRows], [.. joinedValues]);
    }

    private LiveUser Folded(Id user, int[] rows, float[] values, long last)
    {
        float[] factors = new float[Model.Rank];
        Model.FoldInUser(rows, values, factors, out float bias);
        return new(Model, user, -1, factors, bias, rows, values, last);
    }
}
