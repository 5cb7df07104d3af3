using FastMf.Data;

namespace FastMf.Retrieval;

/// <summary>What a request asks besides the user: which items may be in the list, and whose scores are changed.</summary>
/// <remarks>All lists of rows are ascending, each row once. Filters add up: an item must pass all of them.</remarks>
public readonly ref struct RetrievalRequest
{
    private readonly bool _hasAllow;

    /// <summary>
    /// Pairs not to be recommended, commonly the training ratings; with the model's ids (<see cref="Ratings.AlignTo"/>).
    /// Null for none; plays no part for given factors.
    /// </summary>
    public Ratings? Exclude { get; init; }

    /// <summary>Rows of items not to be recommended.</summary>
    public ReadOnlySpan<int> Deny { get; init; }

    /// <summary>Rows of the only items that may be recommended, also where that is none; where it is not set, all may.</summary>
    public ReadOnlySpan<int> Allow
    {
        get;
        init
        {
            field = value;
            _hasAllow = true;
        }
    }

    /// <summary>The only items that may be recommended; null for all.</summary>
    public ItemSet? Among { get; init; }

    /// <summary>Says of an item's row whether it may be recommended; asked of few. Null for all.</summary>
    public Func<int, bool>? Where { get; init; }

    /// <summary>
    /// Items whose scores are changed, by ascending rows. Each of them is scored, so that the bound for all others stays as
    /// it is: meant for hundreds, not for the whole catalog.
    /// </summary>
    public ReadOnlySpan<ItemBoost> Boosts { get; init; }

    internal bool HasAllow => _hasAllow;

    internal void Check(int items)
    {
        CheckRows(Deny, items, nameof(Deny));
        CheckRows(Allow, items, nameof(Allow));
        if (Among is not null && Among.Items != items)
            throw Wrong($"The set is of {Among.Items} items, the model has {items}.", nameof(Among));
        int last = -1;
        foreach (ItemBoost boost in Boosts)
        {
            CheckRow(boost.Row, last, items, nameof(Boosts));
            last = boost.Row;
            if (!float.IsFinite(boost.Multiplier) || !float.IsFinite(boost.Addition))
                throw Wrong($"Item {boost.Row} has a boost that is not finite.", nameof(Boosts));
        }
    }

    /// <summary>Whether lists and filters let an item through; what is commonly in the cache is asked first.</summary>
    internal bool Admits(int row, ReadOnlySpan<int> seen) =>
        (Among is null || Among.Contains(row))
        && Deny.BinarySearch(row) < 0
        && seen.BinarySearch(row) < 0
        && (Where is null || Where(row));

    /// <summary>The place of an item among the boosts; negative where it has none.</summary>
    internal int BoostOf(int row)
    {
        int low = 0;
        for (int high = Boosts.Length - 1; low <= high; )
        {
            int middle = (low + high) >>> 1;
            if (Boosts[middle].Row == row)
                return middle;
            if (Boosts[middle].Row < row)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    private static ArgumentException Wrong(string message, string name) => new(message, name);

    private static void CheckRows(ReadOnlySpan<int> rows, int items, string name)
    {
        int last = -1;
        foreach (int row in rows)
        {
            CheckRow(row, last, items, name);
            last = row;
        }
    }

    private static void CheckRow(int row, int last, int items, string name)
    {
        if ((uint)row >= (uint)items)
            throw new ArgumentOutOfRangeException(name, row, $"The model has the items 0 to {items - 1}.");
        if (row <= last)
            throw Wrong($"Row {row} comes after {last}: rows must ascend.", name);
    }
}
