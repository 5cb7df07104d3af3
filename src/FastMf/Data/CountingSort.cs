using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// The stable order of entries by a small integer key, in time O(entries + keys). Each chunk of the entries counts its
/// keys, one prefix sum over keys and chunks says where each chunk puts its entries, and each chunk puts them there:
/// the same order for any number of chunks, and so of threads.
/// </summary>
internal static class CountingSort
{
    /// <summary>Returns, for each place in the order by key, the index of the entry that stands there.</summary>
    /// <param name="keys">Each entry's key, 0 … keyCount - 1.</param>
    /// <param name="keyCount">How many keys there are.</param>
    /// <param name="previous">An order of the entries that equal keys keep; null for that of their indices.</param>
    /// <param name="team">Shares the work.</param>
    /// <param name="offsets">Where each key's entries begin in the order, and the end of the last.</param>
    public static int[] Order(int[] keys, int keyCount, int[]? previous, WorkerTeam team, out int[] offsets)
    {
        int chunks = (int)Math.Clamp(keys.Length / (keyCount + 1L), 1, team.Count); // counts need no more room than keys
        int[][] next = new int[chunks][];
        team.ForEach(
            chunks,
            chunk =>
            {
                int[] counts = new int[keyCount];
                (int begin, int end) = Chunk(keys.Length, chunk, chunks);
                for (int p = begin; p < end; p++)
                    counts[keys[previous is null ? p : previous[p]]]++;
                next[chunk] = counts;
            }
        );
        offsets = PlaceChunks(next, keyCount);
        int[] order = GC.AllocateUninitializedArray<int>(keys.Length);
        team.ForEach(
            chunks,
            chunk =>
            {
                int[] places = next[chunk];
                (int begin, int end) = Chunk(keys.Length, chunk, chunks);
                for (int p = begin; p < end; p++)
                {
                    int entry = previous is null ? p : previous[p];
                    order[places[keys[entry]]++] = entry;
                }
            }
        );
        return order;
    }

    /// <summary>The entries of one of several chunks of nearly equal size.</summary>
    public static (int Begin, int End) Chunk(int count, int chunk, int chunks) =>
        ((int)((long)count * chunk / chunks), (int)((long)count * (chunk + 1) / chunks));

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
}
