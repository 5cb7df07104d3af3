using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Models;

/// <summary>Which places of which panels are out of the question for each user of a block, as bits. One worker's room.</summary>
/// <param name="panels">The items.</param>
/// <param name="capacity">The most users of a block.</param>
internal sealed class ExcludedPlaces(ItemPanels panels, int capacity)
{
    private readonly ulong[] _bits = new ulong[(long)capacity * panels.Count]; // by panel, then by place in the block
    private readonly int[] _counts = new int[capacity];

    /// <summary>Takes a block of users.</summary>
    /// <param name="exclude">The items of each row; null for none.</param>
    /// <param name="rows">Each user's row there, negative where there is none.</param>
    public void Begin(SparseMatrix? exclude, ReadOnlySpan<int> rows)
    {
        Array.Clear(_bits);
        Array.Clear(_counts);
        if (exclude is null)
            return;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0)
                continue;
            foreach (int item in exclude.ColumnsOf(rows[i]))
                Add(i, item);
        }
    }

    /// <summary>Excludes an item, unless it is excluded already or no candidate.</summary>
    /// <param name="i">The user's place in the block.</param>
    /// <param name="item">The item's row.</param>
    public void Add(int i, int item)
    {
        int at = panels.PlaceOf(item);
        if (at < 0)
            return;
        ref ulong bits = ref _bits[at / ScoreTile.Items * capacity + i];
        ulong bit = 1UL << at; // modulo 64
        _counts[i] += (bits & bit) == 0 ? 1 : 0;
        bits |= bit;
    }

    /// <summary>The places of a panel that are left to a user, as bits.</summary>
    public ulong Left(int panel, int i) => panels.PlacesOf(panel) & ~_bits[panel * capacity + i];

    /// <summary>How many candidates are left to a user.</summary>
    public int LeftOf(int i) => panels.Items - _counts[i];
}
