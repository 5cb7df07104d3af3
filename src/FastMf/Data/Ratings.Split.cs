using FastMf.Kernels;

namespace FastMf.Data;

/// <remarks>
/// All parts of a split carry the whole's <see cref="Users"/> and <see cref="Items"/>, so that rows mean the same in
/// each, and keep the order of the source.
/// </remarks>
public sealed partial class Ratings
{
    private const ulong SplitStream = 0x53504C4954; // "SPLIT": an order of its own among those of a seed

    /// <summary>Puts aside a random share: round(holdout * m) ratings, but at least one, and one stays.</summary>
    /// <param name="holdout">The share of the test part, between 0 and 1.</param>
    /// <param name="seed">Another seed, another share.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than two ratings.</exception>
    public (Ratings Train, Ratings Test) Split(double holdout, ulong seed = 42)
    {
        int testCount = TestCount(holdout);
        bool[] test = new bool[Count];
        foreach (int i in Shuffle(seed).AsSpan(0, testCount))
            test[i] = true;
        return Part(test);
    }

    /// <summary>Cuts the ratings at random into parts that differ by one rating at most; each is the test part once.</summary>
    /// <param name="folds">How many: 2 … m.</param>
    /// <param name="seed">Another seed, other parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 folds, or more than ratings.</exception>
    public IReadOnlyList<(Ratings Train, Ratings Test)> KFold(int folds, ulong seed = 42)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, Count);
        int[] order = Shuffle(seed);
        (Ratings Train, Ratings Test)[] parts = new (Ratings, Ratings)[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            (int begin, int end) = CountingSort.Chunk(Count, fold, folds);
            bool[] test = new bool[Count];
            foreach (int i in order.AsSpan(begin, end - begin))
                test[i] = true;
            parts[fold] = Part(test);
        }
        return parts;
    }

    /// <summary>
    /// Puts aside each user's last rating: by time, among equal times (or where there are none) by the order of the
    /// source. A user's only rating stays in the training part.
    /// </summary>
    public (Ratings Train, Ratings Test) SplitLeaveLastOut()
    {
        int[] counts = new int[Users.Count];
        int[] last = new int[Users.Count];
        for (int i = 0; i < Count; i++)
        {
            int user = _userRows[i];
            if (counts[user]++ == 0 || _times is null || _times[i] >= _times[last[user]])
                last[user] = i;
        }
        bool[] test = new bool[Count];
        for (int user = 0; user < counts.Length; user++)
        {
            if (counts[user] > 1)
                test[last[user]] = true;
        }
        return Part(test);
    }

    /// <summary>
    /// Strong generalization: puts aside round(holdout * n) of the n users that have two ratings or more, at random,
    /// but at least one. Of each of them a random share is history, to be folded in, and the rest is to be predicted;
    /// at least one rating goes to each. All other ratings are for training.
    /// </summary>
    /// <param name="holdout">The share of users to put aside, between 0 and 1.</param>
    /// <param name="history">The share of their ratings that is history, between 0 and 1.</param>
    /// <param name="seed">Another seed, other users and histories.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two users have two ratings or more.</exception>
    public (Ratings Train, Ratings History, Ratings Test) SplitUsers(
        double holdout,
        double history = 0.8,
        ulong seed = 42
    )
    {
        CheckShare(holdout, nameof(holdout));
        CheckShare(history, nameof(history));
        int[] order = Shuffle(seed);
        int[] counts = new int[Users.Count];
        foreach (int user in _userRows)
            counts[user]++;
        // A user's place is that of its first rating in the random order.
        int[] users = [.. order.Select(i => _userRows[i]).Distinct().Where(user => counts[user] > 1)];
        if (users.Length < 2)
            throw new InvalidOperationException(
                $"A split by user needs two users with two ratings; here are {users.Length}."
            );
        int[] left = new int[Users.Count]; // ratings of a user put aside that are still to become history
        Array.Fill(left, -1);
        foreach (int user in users.AsSpan(0, Math.Clamp((int)Math.Round(holdout * users.Length), 1, users.Length - 1)))
            left[user] = Math.Clamp((int)Math.Round(history * counts[user]), 1, counts[user] - 1);
        bool[] train = new bool[Count];
        bool[] past = new bool[Count];
        bool[] test = new bool[Count];
        foreach (int i in order)
        {
            int user = _userRows[i];
            (
                left[user] < 0 ? train
                : left[user] > 0 ? past
                : test
            )[i] = true;
            left[user] -= left[user] > 0 ? 1 : 0;
        }
        return (Part(train).Test, Part(past).Test, Part(test).Test);
    }

    /// <summary>
    /// Puts aside the newest share: round(holdout * m) ratings, but at least one, and one stays. Of equal times the
    /// later in the order of the source is the newer.
    /// </summary>
    /// <param name="holdout">The share of the test part, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">There are no times, or fewer than two ratings.</exception>
    public (Ratings Train, Ratings Test) SplitByTime(double holdout)
    {
        int testCount = TestCount(holdout);
        if (_times is null)
            throw new InvalidOperationException("A split by time needs ratings with times.");
        long[] ascending = [.. _times];
        Array.Sort(ascending);
        long oldest = ascending[Count - testCount]; // of the test part
        int left = testCount;
        bool[] test = new bool[Count];
        for (int i = 0; i < Count; i++)
        {
            test[i] = _times[i] > oldest;
            left -= test[i] ? 1 : 0;
        }
        for (int i = Count - 1; left > 0; i--)
        {
            if (_times[i] != oldest)
                continue;
            test[i] = true;
            left--;
        }
        return Part(test);
    }

    private int TestCount(double holdout)
    {
        CheckShare(holdout, nameof(holdout));
        if (Count < 2)
            throw new InvalidOperationException($"A split needs at least two ratings; here are {Count}.");
        return Math.Clamp((int)Math.Round(holdout * Count), 1, Count - 1);
    }

    private static void CheckShare(double share, string name)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentOutOfRangeException(name, share, "The share must lie between 0 and 1.");
    }

    private int[] Shuffle(ulong seed)
    {
        int[] order = new int[Count];
        Permutation.Fill(order, seed, SplitStream);
        return order;
    }

    private (Ratings Train, Ratings Test) Part(bool[] test) =>
        (new(Users, Items, Columns.Select(test, false)), new(Users, Items, Columns.Select(test, true)));
}
