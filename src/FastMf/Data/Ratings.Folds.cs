namespace FastMf.Data;

public sealed partial class Ratings
{
    /// <summary>
    /// Cuts each user's ratings at random into parts; each is the test part once. The parts differ by one rating at
    /// most, and so do any user's shares of them: nobody with as many ratings as there are folds is unknown in training.
    /// </summary>
    /// <param name="folds">How many: 2 … m.</param>
    /// <param name="seed">Another seed, other parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 folds, or more than ratings.</exception>
    public IReadOnlyList<(Ratings Train, Ratings Test)> KFoldByUser(int folds, ulong seed = 42)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, Count);
        int[] next = new int[Users.Count + 1]; // ratings of the users before, then of the user so far too
        foreach (int user in _userRows)
            next[user + 1]++;
        for (int user = 1; user < next.Length; user++)
            next[user] += next[user - 1];
        int[] foldOf = new int[Count];
        foreach (int i in Shuffle(seed))
            foldOf[i] = next[_userRows[i]]++ % folds;
        return [.. Enumerable.Range(0, folds).Select(fold => Part([.. foldOf.Select(of => of == fold)]))];
    }

    /// <summary>
    /// Cuts the ratings by time into folds + 1 stretches that differ by one rating at most. Each stretch but the first
    /// is the test part once, and all before it is the training part: nothing is learned from the future. Of equal times
    /// the later in the order of the source is the newer.
    /// </summary>
    /// <param name="folds">How many: 1 … m - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No fold, or as many as ratings.</exception>
    /// <exception cref="InvalidOperationException">There are no times.</exception>
    public IReadOnlyList<(Ratings Train, Ratings Test)> KFoldByTime(int folds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(folds, Count);
        if (_times is null)
            throw new InvalidOperationException("Folds by time need ratings with times.");
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(i => _times[i])]; // stable
        (Ratings Train, Ratings Test)[] parts = new (Ratings, Ratings)[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            (int begin, int end) = CountingSort.Chunk(Count, fold + 1, folds + 1);
            parts[fold] = (Those(order.AsSpan(0, begin)), Those(order.AsSpan(begin, end - begin)));
        }
        return parts;
    }

    private Ratings Those(ReadOnlySpan<int> indices)
    {
        bool[] chosen = new bool[Count];
        foreach (int i in indices)
            chosen[i] = true;
        return new(Users, Items, Columns.Select(chosen, true));
    }
}
