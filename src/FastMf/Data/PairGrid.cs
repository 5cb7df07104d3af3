using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Pairs of users and items cut into blocks, user strips by item strips. User strips are stretches of rows with about
/// equal numbers of pairs; item strips are equal shares of the items in an order that is drawn anew each epoch. Within a
/// block pairs are in the order of users, then items.
/// </summary>
internal sealed class PairGrid
{
    private readonly SparseMatrix _pairs;
    private readonly int[] _order; // 0 … n-1, permuted
    private readonly int[] _candidates; // the items, ascending
    private readonly int[] _items; // the items in the order of this epoch's strips
    private readonly int[] _stripOf; // of each item's row
    private readonly long[] _upTo; // running sums of weights within each strip; empty where there are none
    private readonly int[]? _weights;
    private readonly int[] _userStarts; // of each user strip; one more
    private readonly int[] _starts; // of each block; one more
    private readonly int[] _blockUsers;
    private readonly int[] _blockItems;
    private readonly Action<int> _scatter;

    /// <param name="pairs">Users as rows, items as columns; at least one pair.</param>
    /// <param name="candidates">The items to put into strips, ascending: those of all pairs, and others.</param>
    /// <param name="weights">How often an item is drawn, for each row of an item; null where all are alike.</param>
    /// <param name="userStrips">User strips.</param>
    /// <param name="itemStrips">Item strips.</param>
    public PairGrid(SparseMatrix pairs, int[] candidates, int[]? weights, int userStrips, int itemStrips)
    {
        _pairs = pairs;
        _candidates = candidates;
        _weights = weights;
        UserStrips = userStrips;
        ItemStrips = itemStrips;
        _order = new int[candidates.Length];
        _items = new int[candidates.Length];
        _stripOf = new int[pairs.ColumnCount];
        _upTo = new long[weights is null ? 0 : candidates.Length];
        _starts = new int[userStrips * itemStrips + 1];
        _blockUsers = new int[pairs.Count];
        _blockItems = new int[pairs.Count];
        _scatter = Scatter;
        _userStarts = new int[userStrips + 1];
        int user = 0;
        long before = 0;
        for (int strip = 0; strip < userStrips; strip++)
        {
            _userStarts[strip] = user;
            for (long end = (long)pairs.Count * (strip + 1) / userStrips; user < pairs.RowCount && before < end; user++)
                before += pairs.CountOf(user);
        }
        _userStarts[userStrips] = pairs.RowCount;
    }

    /// <summary>User strips.</summary>
    public int UserStrips { get; }

    /// <summary>Item strips.</summary>
    public int ItemStrips { get; }

    /// <summary>Draws the item strips of an epoch and moves the pairs to their blocks. Allocates nothing.</summary>
    public void Begin(ulong seed, ulong epoch, WorkerTeam team)
    {
        Permutation.Fill(_order, seed, epoch);
        for (int strip = 0; strip < ItemStrips; strip++)
        {
            int end = StripStart(strip + 1);
            for (int k = StripStart(strip); k < end; k++)
            {
                _items[k] = _candidates[_order[k]];
                _stripOf[_items[k]] = strip;
            }
            if (_weights is not null)
                ItemPool.SumUp(StripItems(strip), _weights, _upTo.AsSpan(StripStart(strip)..end));
        }
        team.ForEach(UserStrips, _scatter);
    }

    /// <summary>The users of a block's pairs.</summary>
    public ReadOnlySpan<int> UsersOf(int block) => _blockUsers.AsSpan(_starts[block].._starts[block + 1]);

    /// <summary>The items of a block's pairs.</summary>
    public ReadOnlySpan<int> ItemsOf(int block) => _blockItems.AsSpan(_starts[block].._starts[block + 1]);

    /// <summary>The number of a block's first pair among all.</summary>
    public int First(int block) => _starts[block];

    /// <summary>What is drawn from in an item strip.</summary>
    public ItemPool Pool(int itemStrip) =>
        new(
            StripItems(itemStrip),
            _weights is null ? default : _upTo.AsSpan(StripStart(itemStrip)..StripStart(itemStrip + 1))
        );

    private ReadOnlySpan<int> StripItems(int strip) => _items.AsSpan(StripStart(strip)..StripStart(strip + 1));

    private int StripStart(int strip) => (int)((long)_items.Length * strip / ItemStrips);

    /// <summary>Counts a user strip's pairs by item strip, then moves each to its block, in order.</summary>
    private void Scatter(int strip)
    {
        Span<int> next = _starts.AsSpan(strip * ItemStrips + 1, ItemStrips); // ends of the blocks, when done
        next.Clear();
        (int from, int to) = (_userStarts[strip], _userStarts[strip + 1]);
        for (int user = from; user < to; user++)
        {
            foreach (int item in _pairs.ColumnsOf(user))
                next[_stripOf[item]]++;
        }
        int first = _pairs.StartOf(from);
        foreach (ref int place in next)
            (place, first) = (first, first + place);
        for (int user = from; user < to; user++)
        {
            foreach (int item in _pairs.ColumnsOf(user))
            {
                int place = next[_stripOf[item]]++;
                _blockUsers[place] = user;
                _blockItems[place] = item;
            }
        }
    }
}
