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
        if (!(holdout > 0 && holdout < 1))
            throw new ArgumentOutOfRangeException(nameof(holdout), holdout, "The share must lie between 0 and 1.");
        if (Count < 2)
            throw new InvalidOperationException($"A split needs at least two ratings; here are {Count}.");
        return Math.Clamp((int)Math.Round(holdout * Count), 1, Count - 1);
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
