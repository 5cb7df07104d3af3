using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Ratings cut into a grid of blocks: user strips by item strips. Blocks on one diagonal share no row and no column, so
/// threads may work on them at once and the result has the same bits in any order.
/// </summary>
/// <remarks>
/// A block is ordered by user, ratings of a user as they came, and is then taken from four parts in turns: four users at a time
/// hide the latency of one rating's step.
/// </remarks>
internal sealed partial class BlockGrid : IDisposable
{
    private readonly SpareGrid _spare;
    private readonly SgdEntry[] _entries;
    private readonly float[]? _weights;
    private readonly int[] _starts;

    /// <summary>Cuts the ratings; 8 bytes a rating besides the ratings themselves, 12 with weights.</summary>
    /// <param name="ratings">What to cut.</param>
    /// <param name="userCounts">How many ratings each user has.</param>
    /// <param name="itemCounts">How many ratings each item has.</param>
    /// <param name="shape">How many strips.</param>
    /// <param name="team">Who does it.</param>
    /// <param name="used">A grid of the same ratings that nobody uses any more, for its memory; or null.</param>
    public BlockGrid(
        Ratings ratings,
        int[] userCounts,
        int[] itemCounts,
        GridShape shape,
        WorkerTeam team,
        BlockGrid? used = null
    )
    {
        Shape = shape;
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
        _spare = ratings.SpareGrid;
        _entries = used?._entries ?? GC.AllocateUninitializedArray<SgdEntry>(ratings.Count); // every one is written
        _weights = ratings.Weights.IsEmpty ? null : used?._weights ?? new float[ratings.Count];
        _starts = new int[Blocks + 1];
        _starts[^1] = ratings.Count;
        if (AreByUser(ratings.UserRowArray, team))
            Gather(ratings, userCounts, team);
        else
        {
            Scatter(ratings, team);
            Arrange(team);
        }
    }

    /// <summary>How many strips.</summary>
    public GridShape Shape { get; }

    /// <summary>User strips: a multiple of <see cref="ItemStrips"/>, one of them for each group.</summary>
    public int UserStrips => Shape.UserStrips;

    /// <summary>Item strips.</summary>
    public int ItemStrips => Shape.ItemStrips;

    /// <summary>All blocks; block k is that of user strip k / ItemStrips and item strip k % ItemStrips.</summary>
    public int Blocks => UserStrips * ItemStrips;

    /// <summary>The users in the order of their strips.</summary>
    public RowStrips Users { get; }

    /// <summary>The items in the order of their strips.</summary>
    public RowStrips Items { get; }

    /// <summary>The grid that another fit to the same ratings left, where it has this shape; else a new one.</summary>
    public static BlockGrid Of(Ratings ratings, int[] userCounts, int[] itemCounts, GridShape shape, WorkerTeam team)
    {
        BlockGrid? used = ratings.SpareGrid.Take();
        return used?.Shape == shape ? used : new BlockGrid(ratings, userCounts, itemCounts, shape, team, used);
    }

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

    /// <summary>Leaves itself to the next fit to the same ratings; it must not be used any more.</summary>
    public void Dispose() => _spare.Leave(this);
}
