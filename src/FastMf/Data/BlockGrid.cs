using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Ratings cut into a square grid of blocks: user strips by item strips. Blocks on one diagonal share no row and no
/// column, so threads may work on them at once and the result has the same bits in any order. The grid depends on the
/// ratings and the rank alone, never on the machine.
/// </summary>
internal sealed class BlockGrid
{
    /// <summary>How much an item strip may take: the second-level cache (1 MB assumed), popular rows first.</summary>
    private const long StripBytes = 1024 * 1024;

    private const int MaxStrips = 4096;

    /// <summary>Strips that keep 32 threads busy, where there are ratings enough.</summary>
    private const int ManyStrips = 40;

    /// <summary>Ratings a block has at least, so that taking it costs little, when strips and groups are many.</summary>
    private const double WorthABlock = 2500;

    private const int MaxGroups = 4;

    private readonly SgdEntry[] _entries;
    private readonly float[]? _weights;
    private readonly int[] _starts;

    /// <summary>Cuts the ratings; 8 bytes a rating besides the ratings themselves, 12 with weights.</summary>
    /// <param name="ratings">What to cut.</param>
    /// <param name="userCounts">How many ratings each user has.</param>
    /// <param name="itemCounts">How many ratings each item has.</param>
    /// <param name="stride">Floats a row of factors takes.</param>
    /// <param name="team">Who does it.</param>
    public BlockGrid(Ratings ratings, int[] userCounts, int[] itemCounts, int stride, WorkerTeam team)
    {
        ItemStrips = ChooseStrips(ratings.Count, userCounts.Length, itemCounts.Length, stride);
        UserStrips = ItemStrips * ChooseGroups(ratings.Count, ItemStrips);
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
        _entries = GC.AllocateUninitializedArray<SgdEntry>(ratings.Count); // Scatter writes every one
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

    /// <summary>
    /// Enough strips that an item strip stays in the cache and 16 bits count a strip's rows, 40 where there are ratings
    /// enough to keep many threads busy, and fewer where blocks would hold only a handful.
    /// </summary>
    /// <exception cref="ArgumentException">There are more rows than 4,096 strips hold.</exception>
    internal static int ChooseStrips(int ratings, int users, int items, int stride)
    {
        double forCache = Math.Ceiling(items * (double)stride * sizeof(float) / StripBytes);
        double wanted = Math.Clamp(Math.Floor(Math.Sqrt(ratings / 1000.0)), 1, 16);
        wanted = Math.Max(wanted, Math.Min(ManyStrips, Math.Floor(Math.Sqrt(ratings / (MaxGroups * WorthABlock)))));
        double blocksWorthTheirWhile = Math.Max(1, Math.Floor(Math.Sqrt(ratings / 16.0)));
        double forRows = Math.Ceiling(Math.Max(users, items) / (RowStrips.MaxRows / 2.0));
        if (forRows > MaxStrips)
            throw new ArgumentException($"{users} users and {items} items are too many for one grid.", nameof(ratings));
        return (int)Math.Max(forRows, Math.Min(Math.Max(forCache, wanted), Math.Min(blocksWorthTheirWhile, MaxStrips)));
    }

    /// <summary>
    /// How many groups the users of many ratings are dealt into. All item strips pass by one group before the next begins:
    /// later groups meet items that have learned already, which makes the first epochs worth more.
    /// </summary>
    internal static int ChooseGroups(int ratings, int strips) =>
        (int)Math.Clamp(Math.Floor(ratings / (strips * (double)strips * WorthABlock)), 1, MaxGroups);

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
            int[] next = new int[RowStrips.MaxRows + 1];
            for (int block = worker; block < Blocks; block += team.Count)
                Arrange(block, copy, weights, next);
        });
    }

    private void Arrange(int block, SgdEntry[] copy, float[] weights, int[] next)
    {
        int start = _starts[block];
        int count = _starts[block + 1] - start;
        Span<SgdEntry> entries = _entries.AsSpan(start, count);
        entries.CopyTo(copy);
        _weights?.AsSpan(start, count).CopyTo(weights);
        int users = Users.Length(block / ItemStrips);
        next.AsSpan(0, users + 1).Clear();
        foreach (SgdEntry entry in entries)
            next[entry.User + 1]++;
        for (int i = 1; i < users; i++)
            next[i] += next[i - 1];
        Interleaving places = new(count);
        for (int k = 0; k < count; k++)
        {
            int place = places.Of(next[copy[k].User]++);
            entries[place] = copy[k];
            if (_weights is not null)
                _weights[start + place] = weights[k];
        }
    }

    private int Block(uint userPlace, uint itemPlace) => (int)(userPlace >> 16) * ItemStrips + (int)(itemPlace >> 16);

    private static (int First, int End) Stretch(int worker, int workers, int count) =>
        ((int)((long)count * worker / workers), (int)((long)count * (worker + 1) / workers));
}
