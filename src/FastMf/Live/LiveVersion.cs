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

    internal LiveVersion(FactorModel model) => Model = model;

    /// <summary>The model.</summary>
    public FactorModel Model { get; }

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
        HistoryEntry[] entries = history.Copy();
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
                        nameof(history)
                    );
                continue;
            }
            rows[known] = row;
            values[known++] = entry.Value;
        }
        if (known > 0)
            _users[history.User] = Solve(history.User, rows[..known], values[..known], last);
    }

    /// <summary>Why the model's objective is not defined for a value; null where it is.</summary>
    internal string? Objection(float value) => Model.Info.Objective.Implicit?.Objection(value);

    private LiveUser Solve(Id user, int[] rows, float[] values, long last)
    {
        Array.Sort(rows, values);
        if (last <= (Model.Info.LastEvent ?? 0) && Model.Users.TryGetRow(user, out int trained))
            return new(Model, user, trained, [], Model.UserBias.IsEmpty ? 0f : Model.UserBias[trained], rows, last);
        float[] factors = new float[Model.Rank];
        Model.FoldInUser(rows, values, factors, out float bias);
        return new(Model, user, -1, factors, bias, rows, last);
    }
}
