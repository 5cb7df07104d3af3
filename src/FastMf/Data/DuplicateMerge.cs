using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Finds ratings of the same user and item and makes one of them, in time O(ratings + users + items): by user in the
/// order of the source, with the latest rating of each item kept in an array over items.
/// </summary>
internal static class DuplicateMerge
{
    /// <summary>
    /// For each rating the index of the one before it with the same user and item, or -1; null where all pairs differ.
    /// </summary>
    public static int[]? FindEarlier(RatingColumns columns, int userCount, int itemCount, WorkerTeam team)
    {
        int[] order = CountingSort.Order(columns.UserRows, userCount, team, out int[] offsets);
        bool[] found = new bool[team.Count];
        team.Run(worker => found[worker] = Walk(columns, order, offsets, itemCount, worker, team.Count, null));
        if (!found.Contains(true))
            return null;
        int[] earlier = new int[columns.Count];
        team.Run(worker => Walk(columns, order, offsets, itemCount, worker, team.Count, earlier));
        return earlier;
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

    /// <summary>One worker's share of the users; says whether it found a pair twice.</summary>
    private static bool Walk(
        RatingColumns columns,
        int[] order,
        int[] offsets,
        int itemCount,
        int worker,
        int workers,
        int[]? earlier
    )
    {
        (int begin, int end) = CountingSort.Chunk(order.Length, worker, workers);
        begin = offsets[FirstUserAt(offsets, begin)];
        end = offsets[FirstUserAt(offsets, end)];
        int[] latest = new int[begin < end ? itemCount : 0]; // by item: index + 1 of its latest rating, of whichever user
        bool found = false;
        for (int p = begin; p < end; p++)
        {
            int i = order[p];
            ref int slot = ref latest[columns.ItemRows[i]];
            int before = slot - 1;
            slot = i + 1;
            bool repeats = before >= 0 && columns.UserRows[before] == columns.UserRows[i];
            found |= repeats;
            if (earlier is not null)
                earlier[i] = repeats ? before : -1;
        }
        return found;
    }

    /// <summary>The first user whose ratings begin at a place or after it.</summary>
    private static int FirstUserAt(int[] offsets, int place)
    {
        int low = 0;
        for (int high = offsets.Length - 1; low < high; )
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            if (offsets[middle] < place)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
