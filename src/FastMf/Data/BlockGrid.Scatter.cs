using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Data;

/// <remarks>This part cuts ratings in any order: each goes to its block, then blocks are ordered.</remarks>
internal sealed partial class BlockGrid
{
    /// <summary>Moves each rating to its block: a stable counting sort, a stretch of ratings for each worker.</summary>
    private void Scatter(Ratings ratings, WorkerTeam team)
    {
        int blocks = Blocks;
        int[][] next = new int[team.Count][];
        team.Run(worker =>
        {
            int[] counts = new int[blocks];
            (int first, int end) = CountingSort.Chunk(ratings.Count, worker, team.Count);
            ReadOnlySpan<uint> userPlaces = Users.Places;
            ReadOnlySpan<uint> itemPlaces = Items.Places;
            ReadOnlySpan<int> userRows = ratings.UserRows;
            ReadOnlySpan<int> itemRows = ratings.ItemRows;
            for (int k = first; k < end; k++)
                counts[Block(userPlaces[userRows[k]], itemPlaces[itemRows[k]])]++;
            next[worker] = counts;
        });
        int start = 0;
        for (int block = 0; block < blocks; block++)
        {
            _starts[block] = start;
            foreach (int[] counts in next)
                (counts[block], start) = (start, start + counts[block]);
        }
        team.Run(worker =>
        {
            int[] place = next[worker];
            (int first, int end) = CountingSort.Chunk(ratings.Count, worker, team.Count);
            ReadOnlySpan<uint> userPlaces = Users.Places;
            ReadOnlySpan<uint> itemPlaces = Items.Places;
            ReadOnlySpan<int> userRows = ratings.UserRows;
            ReadOnlySpan<int> itemRows = ratings.ItemRows;
            ReadOnlySpan<float> values = ratings.Values;
            ReadOnlySpan<float> weights = ratings.Weights;
            for (int k = first; k < end; k++)
            {
                uint user = userPlaces[userRows[k]];
                uint item = itemPlaces[itemRows[k]];
                int position = place[Block(user, item)]++;
                _entries[position] = new SgdEntry((ushort)user, (ushort)item, values[k]);
                if (_weights is not null)
                    _weights[position] = weights[k];
            }
        });
    }

    /// <summary>
    /// Orders each block. A worker's copy of the block is one array for all its blocks: fresh memory costs more than the sort.
    /// </summary>
    private void Arrange(WorkerTeam team)
    {
        int largest = 0;
        for (int block = 0; block < Blocks; block++)
            largest = Math.Max(largest, _starts[block + 1] - _starts[block]);
        team.Run(worker =>
        {
            SgdEntry[] copy = GC.AllocateUninitializedArray<SgdEntry>(largest);
            float[] weights = _weights is null ? [] : new float[largest];
            int[] next = new int[RowStrips.MaxRows];
            for (int block = worker; block < Blocks; block += team.Count)
                Arrange(block, copy, weights, next);
        });
    }

    private void Arrange(int block, SgdEntry[] copy, float[] copiedWeights, int[] places)
    {
        int start = _starts[block];
        int count = _starts[block + 1] - start;
        Span<SgdEntry> entries = _entries.AsSpan(start, count);
        Span<float> weights = _weights is null ? default : _weights.AsSpan(start, count);
        entries.CopyTo(copy);
        weights.CopyTo(copiedWeights);
        Span<int> next = places.AsSpan(0, Users.Length(block / ItemStrips));
        next.Clear();
        foreach (SgdEntry entry in entries)
            next[entry.User]++;
        int first = 0;
        foreach (ref int user in next)
            (user, first) = (first, first + user);
        Interleaving turns = new(count);
        ReadOnlySpan<SgdEntry> ordered = copy.AsSpan(0, count);
        for (int k = 0; k < ordered.Length; k++)
        {
            SgdEntry entry = ordered[k];
            int place = turns.Of(next[entry.User]++);
            entries[place] = entry;
            if (!weights.IsEmpty)
                weights[place] = copiedWeights[k];
        }
    }

    private int Block(uint userPlace, uint itemPlace) => (int)(userPlace >> 16) * ItemStrips + (int)(itemPlace >> 16);
}
