using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Ratings cut into a square grid of blocks: user strips by item strips. Blocks on one diagonal share no row and no
/// column, so threads may work on them at once and the result has the same bits in any order.
/// </summary>
internal sealed class BlockGrid : IDisposable
{
    private readonly SpareEntries _spare;
    private readonly SgdEntry[] _entries;
    private readonly float[]? _weights;
    private readonly int[] _starts;

    /// <summary>Cuts the ratings; 8 bytes a rating besides the ratings themselves, 12 with weights.</summary>
    /// <param name="ratings">What to cut.</param>
    /// <param name="userCounts">How many ratings each user has.</param>
    /// <param name="itemCounts">How many ratings each item has.</param>
    /// <param name="shape">How many strips.</param>
    /// <param name="team">Who does it.</param>
    public BlockGrid(Ratings ratings, int[] userCounts, int[] itemCounts, GridShape shape, WorkerTeam team)
    {
        ItemStrips = shape.ItemStrips;
        UserStrips = shape.UserStrips;
        RowStrips users = null!;
        RowStrips items = null!;
        team.ForEach(
            2,
            side =>
            {
                if (side == 0)
                    users = new RowStrips(userCounts, UserStrips);
                else
                    items = new RowStrips(itemCounts, ItemStrips);
            }
        );
        (Users, Items) = (users, items);
        _spare = ratings.SpareEntries;
        _entries = _spare.Take(ratings.Count); // Scatter writes every one
        _weights = ratings.Weights.IsEmpty ? null : new float[ratings.Count];
        _starts = new int[UserStrips * ItemStrips + 1];
        Scatter(ratings, team);
        Arrange(team);
    }

    /// <summary>User strips: a multiple of <see cref="ItemStrips"/>, one of them for each group.</summary>
    public int UserStrips { get; }

    /// <summary>Item strips.</summary>
    public int ItemStrips { get; }

    /// <summary>All blocks; block k is that of user strip k / ItemStrips and item strip k % ItemStrips.</summary>
    public int Blocks => UserStrips * ItemStrips;

    /// <summary>The users in the order of their strips.</summary>
    public RowStrips Users { get; }

    /// <summary>The items in the order of their strips.</summary>
    public RowStrips Items { get; }

    /// <summary>A block's ratings.</summary>
    public ReadOnlySpan<SgdEntry> Entries(int userStrip, int itemStrip)
    {
        int block = userStrip * ItemStrips + itemStrip;
        return _entries.AsSpan(_starts[block], _starts[block + 1] - _starts[block]);
    }

    /// <summary>A block's weights; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights(int userStrip, int itemStrip)
    {
        int block = userStrip * ItemStrips + itemStrip;
        return _weights is null ? default : _weights.AsSpan(_starts[block], _starts[block + 1] - _starts[block]);
    }

    /// <summary>Leaves its memory to the next grid of the same ratings; this one must not be used any more.</summary>
    public void Dispose() => _spare.Leave(_entries);

    /// <summary>Moves each rating to its block: a stable counting sort, a stretch of ratings for each worker.</summary>
    private void Scatter(Ratings ratings, WorkerTeam team)
    {
        int blocks = Blocks;
        int[][] next = new int[team.Count][];
        team.Run(worker =>
        {
            int[] counts = new int[blocks];
            (int first, int end) = Stretch(worker, team.Count, ratings.Count);
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
        _starts[blocks] = start;
        team.Run(worker =>
        {
            int[] place = next[worker];
            (int first, int end) = Stretch(worker, team.Count, ratings.Count);
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
    /// Orders each block by user, then takes ratings from four parts of it in turns: four users at a time hide the latency
    /// of one rating's step. A worker's copy of the block is one array for all its blocks: fresh memory costs more than
    /// the sort.
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

    private static (int First, int End) Stretch(int worker, int workers, int count) =>
        ((int)((long)count * worker / workers), (int)((long)count * (worker + 1) / workers));
}
