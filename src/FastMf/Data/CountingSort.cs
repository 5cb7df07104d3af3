using FastMf.Threads;

namespace FastMf.Data;

/// <summary>What a sort does with an entry: <see cref="Move"/> puts entry <c>from</c> to place <c>to</c> of the result.</summary>
internal interface IMover
{
    /// <summary>Puts one entry to its place; each place is taken once.</summary>
    void Move(int from, int to);
}

/// <summary>
/// Stable sorting by a small integer key, in time O(entries + keys). Each chunk of the entries counts its keys, one
/// prefix sum over keys and chunks says where each chunk puts its entries, and each chunk puts them there: the same
/// result for any number of chunks, and so of threads.
/// </summary>
internal static class CountingSort
{
    /// <summary>Moves each entry to its place in the order by key.</summary>
    /// <param name="keys">Each entry's key, 0 … keyCount - 1.</param>
    /// <param name="keyCount">How many keys there are.</param>
    /// <param name="mover">Puts the entries to their places.</param>
    /// <param name="team">Shares the work.</param>
    /// <returns>Where each key's entries begin, and the end of the last.</returns>
    public static int[] Sort<TMover>(int[] keys, int keyCount, TMover mover, WorkerTeam team)
        where TMover : struct, IMover
    {
        int chunks = (int)Math.Clamp(keys.Length / (keyCount + 1L), 1, team.Count); // counts need no more room than keys
        int[][] next = new int[chunks][];
        team.ForEach(
            chunks,
            chunk =>
            {
                int[] counts = new int[keyCount];
                (int begin, int end) = Chunk(keys.Length, chunk, chunks);
                for (int i = begin; i < end; i++)
                    counts[keys[i]]++;
                next[chunk] = counts;
            }
        );
        int[] offsets = PlaceChunks(next, keyCount);
        team.ForEach(
            chunks,
            chunk =>
            {
                TMover move = mover;
                int[] places = next[chunk];
                (int begin, int end) = Chunk(keys.Length, chunk, chunks);
                for (int i = begin; i < end; i++)
                    move.Move(i, places[keys[i]]++);
            }
        );
        return offsets;
    }

    /// <summary>Returns, for each place in the order by key, the index of the entry that stands there.</summary>
    public static int[] Order(int[] keys, int keyCount, WorkerTeam team, out int[] offsets)
    {
        int[] order = GC.AllocateUninitializedArray<int>(keys.Length);
        offsets = Sort(keys, keyCount, new IndexMover(order), team);
        return order;
    }

    /// <summary>The entries of one of several chunks of nearly equal size.</summary>
    public static (int Begin, int End) Chunk(int count, int chunk, int chunks) =>
        ((int)((long)count * chunk / chunks), (int)((long)count * (chunk + 1) / chunks));

    /// <summary>The first key whose entries begin at a place or after it.</summary>
    public static int FirstKeyAt(int[] offsets, int place)
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

    /// <summary>Turns each chunk's counts into the places of its first entry of each key; returns the keys' offsets.</summary>
    private static int[] PlaceChunks(int[][] next, int keyCount)
    {
        int[] offsets = new int[keyCount + 1];
        int place = 0;
        for (int key = 0; key < keyCount; key++)
        {
            offsets[key] = place;
            foreach (int[] counts in next)
                (counts[key], place) = (place, place + counts[key]);
        }
        offsets[keyCount] = place;
        return offsets;
    }

    private readonly struct IndexMover(int[] order) : IMover
    {
        public void Move(int from, int to) => order[to] = from;
    }
}
