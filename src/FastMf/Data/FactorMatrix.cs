using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastMf.Data;

/// <summary>
/// A dense matrix of floats, one row a user or an item: contiguous, rows padded with zeros to a multiple of 16 floats,
/// the first row on a 64-byte boundary. Read-only from outside, hence safe to share between threads.
/// </summary>
/// <remarks>
/// The memory is a pinned managed array of 64-byte elements, so it may hold 2^31 x 16 floats, needs no disposal, and
/// any span into it keeps it alive.
/// </remarks>
public sealed class FactorMatrix
{
    private readonly Block[] _blocks;
    private readonly nuint _misalignment;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Rows, 0 or more.</param>
    /// <param name="columns">Columns (the rank), 1 to 65,536.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or the product is beyond 2^35 floats.</exception>
    public FactorMatrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, MaxColumns);
        Rows = rows;
        Columns = columns;
        Stride = (columns + 15) / 16 * 16;
        long blocks = (long)rows * (Stride / 16) + 1; // one more, so that the first row can begin on a boundary
        if (blocks > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(rows),
                rows,
                $"{rows} x {columns} floats are too many for one matrix."
            );
        _blocks = GC.AllocateArray<Block>((int)blocks, pinned: true);
        _misalignment = Misalignment(ref MemoryMarshal.GetArrayDataReference(_blocks));
    }

    /// <summary>The largest number of columns.</summary>
    public const int MaxColumns = 65_536;

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns: the rank.</summary>
    public int Columns { get; }

    /// <summary>Floats from one row's beginning to the next one's: <see cref="Columns"/> rounded up to a multiple of 16.</summary>
    public int Stride { get; }

    /// <summary>The row's <see cref="Columns"/> values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            return Row(row)[..Columns];
        }
    }

    /// <summary>The first float of the first row.</summary>
    internal ref float Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            ref Unsafe.As<Block, float>(
                ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_blocks), _misalignment)
            );
    }

    /// <summary>A matrix with the given values.</summary>
    /// <param name="values">Row after row, rows x columns values, no padding.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <exception cref="ArgumentException">The number of values is not rows x columns.</exception>
    public static FactorMatrix FromValues(ReadOnlySpan<float> values, int rows, int columns)
    {
        FactorMatrix matrix = new(rows, columns);
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"{values.Length} values given for {rows} x {columns}.", nameof(values));
        for (int i = 0; i < rows; i++)
            values.Slice(i * columns, columns).CopyTo(matrix.Row(i));
        return matrix;
    }

    /// <summary>Another matrix with the same values.</summary>
    public FactorMatrix Copy()
    {
        FactorMatrix copy = new(Rows, Columns);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>The share of values that are exactly 0, as an L1 penalty makes them: 0 to 1; 0 where there are none.</summary>
    public double ZeroShare()
    {
        long zeros = 0;
        for (int row = 0; row < Rows; row++)
            zeros += this[row].Count(0f);
        return Rows == 0 ? 0 : (double)zeros / ((long)Rows * Columns);
    }

    /// <summary>The row with its padding, to be changed; the padding must stay zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<float> Row(int row)
    {
        Debug.Assert((uint)row < (uint)Rows);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Origin, (nint)row * Stride), Stride);
    }

    /// <summary>Consecutive rows with their padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<float> RowsFrom(int first, int count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= Rows);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Origin, (nint)first * Stride), count * Stride);
    }

    /// <summary>The same, to be changed; the padding must stay zero.</summary>
    internal Span<float> Span(int first, int count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= Rows);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Origin, (nint)first * Stride), count * Stride);
    }

    /// <summary>Takes over another matrix' values; same sizes.</summary>
    internal void CopyFrom(FactorMatrix other)
    {
        Debug.Assert(Rows == other.Rows && Columns == other.Columns);
        for (int i = 0; i < Rows; i++)
            other.Row(i).CopyTo(Row(i));
    }

    private static unsafe nuint Misalignment(ref Block first) => (nuint)(-(nint)Unsafe.AsPointer(ref first)) & 63; // pinned: the address stays

    [InlineArray(16)]
    private struct Block
    {
        private float _first;
    }
}
