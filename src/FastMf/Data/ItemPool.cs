using System.Diagnostics;
using System.Runtime.CompilerServices;
using FastMf.Kernels;

namespace FastMf.Data;

/// <summary>Items to draw from: all alike, or each as often as its weight says.</summary>
/// <param name="items">Rows of items.</param>
/// <param name="upTo">The sum of the weights up to and including each; empty where all are alike.</param>
internal readonly ref struct ItemPool(ReadOnlySpan<int> items, ReadOnlySpan<long> upTo)
{
    /// <summary>Draws until an item is none of those to avoid, so often at most.</summary>
    public const int Attempts = 8;

    private readonly ReadOnlySpan<int> _items = items;
    private readonly ReadOnlySpan<long> _upTo = upTo;

    /// <summary>How many items there are.</summary>
    public int Count => _items.Length;

    /// <summary>The running sums of weights, for <see cref="ItemPool(ReadOnlySpan{int}, ReadOnlySpan{long})"/>.</summary>
    public static void SumUp(ReadOnlySpan<int> items, ReadOnlySpan<int> weights, Span<long> upTo)
    {
        long sum = 0;
        for (int k = 0; k < items.Length; k++)
            upTo[k] = sum += weights[items[k]];
    }

    /// <summary>
    /// An item that is none of those to avoid: draw after draw, each a function of (seed, row, column, attempt); false
    /// where all attempts met one to avoid.
    /// </summary>
    public bool TryDraw(ReadOnlySpan<int> avoid, ulong seed, ulong row, ulong column, out int item)
    {
        for (ulong attempt = 0; attempt < Attempts; attempt++)
        {
            item = Draw(CounterRandom.Bits(seed, row * Attempts + attempt, column));
            if (!avoid.Contains(item))
                return true;
        }
        item = -1;
        return false;
    }

    /// <summary>What <see cref="TryDraw"/> draws at its first attempts for columns in a row; at most 64.</summary>
    public void DrawFirst(ulong seed, ulong row, ulong column, Span<int> items)
    {
        Debug.Assert(items.Length <= 64);
        Span<ulong> words = stackalloc ulong[items.Length];
        CounterRandom.Bits(seed, row * Attempts, column, words);
        for (int k = 0; k < items.Length; k++)
            items[k] = Draw(words[k]);
    }

    /// <summary>The item for 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ulong bits)
    {
        if (_upTo.IsEmpty)
            return _items[(int)Math.BigMul(bits, (ulong)_items.Length, out _)];
        long target = (long)Math.BigMul(bits, (ulong)_upTo[^1], out _);
        int low = 0;
        for (int high = _items.Length - 1; low < high; )
        {
            int middle = (low + high) >>> 1;
            if (_upTo[middle] > target)
                high = middle;
            else
                low = middle + 1;
        }
        return _items[low];
    }
}
