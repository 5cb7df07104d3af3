using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Finds ratings of the same user and item and makes one of them, in time O(ratings + users + items): by user in the
/// order of the source, with the latest rating of each item kept in an array over items. Only the ratings of users who
/// may have a pair twice are looked at so; usually there are none.
/// </summary>
internal static class DuplicateMerge
{
    /// <summary>
    /// For each rating the index of the one before it with the same user and item, or -1; null where all pairs differ.
    /// </summary>
    public static int[]? FindEarlier(RatingColumns columns, int userCount, int itemCount, WorkerTeam team)
    {
        bool[]? suspects = RepeatScan.Find(columns, userCount, team);
        if (suspects is null)
            return null;
        int[] some = RatingsOf(suspects, columns.UserRows);
        int[] users = new int[some.Length];
        for (int i = 0; i < some.Length; i++)
            users[i] = columns.UserRows[some[i]];
        int[] order = CountingSort.Order(users, userCount, team, out int[] offsets);
        int[] earlier = GC.AllocateUninitializedArray<int>(columns.Count);
        earlier.AsSpan().Fill(-1);
        bool[] found = new bool[team.Count];
        team.Run(worker =>
        {
            (int begin, int end) = CountingSort.Chunk(order.Length, worker, team.Count);
            begin = offsets[CountingSort.FirstKeyAt(offsets, begin)];
            end = offsets[CountingSort.FirstKeyAt(offsets, end)];
            found[worker] = Walk(columns, some, order.AsSpan(begin..end), itemCount, earlier);
        });
        return found.Contains(true) ? earlier : null;
    }

    /// <summary>
    /// One rating for each user and item: the columns given where all pairs differ, otherwise new ones; then values
    /// and weights of those given may be written over.
    /// </summary>
    /// <exception cref="DuplicateException">A pair repeats and must not, or a sum is not finite.</exception>
    public static RatingColumns Apply(
        RatingColumns columns,
        int userCount,
        int itemCount,
        Duplicates duplicates,
        WorkerTeam team
    )
    {
        int[]? earlier = FindEarlier(columns, userCount, itemCount, team);
        if (earlier is null)
            return columns;
        if (duplicates == Duplicates.Error)
        {
            int later = earlier.AsSpan().IndexOfAnyExcept(-1);
            throw new DuplicateException(earlier[later], later, overflow: false);
        }
        bool[] dropped = new bool[columns.Count];
        for (int i = 0; i < earlier.Length; i++)
        {
            if (earlier[i] >= 0)
                dropped[duplicates == Duplicates.First ? i : earlier[i]] = true;
        }
        if (duplicates is Duplicates.Mean or Duplicates.Sum)
        {
            for (int i = 0; i < earlier.Length; i++)
            {
                if (!dropped[i] && earlier[i] >= 0)
                    Combine(columns, earlier, i, duplicates == Duplicates.Mean);
            }
        }
        return columns.Select(dropped, false);
    }

    /// <summary>The sum of a pair's ratings goes, in double, from the last to the first.</summary>
    private static void Combine(RatingColumns columns, int[] earlier, int last, bool mean)
    {
        double value = 0;
        double weight = 0;
        int count = 0;
        for (int i = last; i >= 0; i = earlier[i])
        {
            value += columns.Values[i];
            weight += columns.Weights?[i] ?? 1;
            count++;
        }
        columns.Values[last] = (float)(mean ? value / count : value);
        if (!float.IsFinite(columns.Values[last]))
            throw new DuplicateException(earlier[last], last, overflow: true);
        if (columns.Weights is not null)
            columns.Weights[last] = (float)(weight / count);
    }

    private static int[] RatingsOf(bool[] users, int[] userRows)
    {
        int count = 0;
        foreach (int user in userRows)
            count += users[user] ? 1 : 0;
        int[] ratings = new int[count];
        for (int i = 0, next = 0; next < count; i++)
        {
            if (users[userRows[i]])
                ratings[next++] = i;
        }
        return ratings;
    }

    /// <summary>One worker's share of the users; says whether it found a pair twice.</summary>
    private static bool Walk(RatingColumns columns, int[] some, ReadOnlySpan<int> order, int itemCount, int[] earlier)
    {
        int[] latest = new int[order.IsEmpty ? 0 : itemCount]; // by item: index + 1 of its latest rating, of whichever user
        bool found = false;
        foreach (int place in order)
        {
            int i = some[place];
            ref int slot = ref latest[columns.ItemRows[i]];
            int before = slot - 1;
            slot = i + 1;
            if (before < 0 || columns.UserRows[before] != columns.UserRows[i])
                continue;
            earlier[i] = before;
            found = true;
        }
        return found;
    }
}
