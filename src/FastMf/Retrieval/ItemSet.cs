namespace FastMf.Retrieval;

/// <summary>A set of items, a bit each: what is in stock, say, or may be shown in a country. Made once, used by many requests.</summary>
public sealed class ItemSet
{
    private readonly ulong[] _bits;

    /// <summary>An empty set.</summary>
    /// <param name="items">How many items there are: those of the model.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public ItemSet(int items)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        Items = items;
        _bits = new ulong[(items + 63L) / 64];
    }

    /// <summary>How many items there are, in the set or not.</summary>
    public int Items { get; }

    /// <summary>Whether an item is in the set. May be changed while requests read it: they see the old or the new value.</summary>
    /// <param name="row">The item's row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public bool this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Items, nameof(row));
            return Contains(row);
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Items, nameof(row));
            ulong bit = 1UL << (row & 63);
            if (value)
                Interlocked.Or(ref _bits[row >> 6], bit);
            else
                Interlocked.And(ref _bits[row >> 6], ~bit);
        }
    }

    internal bool Contains(int row) => (_bits[row >> 6] >> (row & 63) & 1) != 0;
}
