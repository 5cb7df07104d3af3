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
/// any span into it keeps it alive. Or it is part of a mapped file (<c>ModelFile.Open</c>), which is unmapped when nobody
/// can reach the matrix or its model any more: then public members hand out copies. So they do where the numbers of a model for
/// serving stay rounded in memory, to 2 bytes or 1 each.
/// </remarks>
public sealed partial class FactorMatrix
{
    private readonly Region<Block> _blocks;

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
        Stride = StrideOf(columns);
        long blocks = (long)rows * (Stride / 16) + 1; // one more, so that the first row can begin on a boundary
        if (blocks > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(rows),
                rows,
                $"{rows} x {columns} floats are too many for one matrix."
            );
        Block[] array = GC.AllocateArray<Block>((int)blocks, pinned: true);
        _blocks = new(array, Misalignment(ref MemoryMarshal.GetArrayDataReference(array)));
        Address = AddressOf(ref _blocks.Origin);
    }

    /// <summary>A matrix over foreign memory, only to be read.</summary>
    /// <param name="address">The first float, at a multiple of 64.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns: a multiple of 16, so that the rows are padded as they are.</param>
    /// <param name="owner">Keeps the memory for as long as it is reachable.</param>
    internal FactorMatrix(nint address, int rows, int columns, object owner)
    {
        Debug.Assert(CanMap(address, columns));
        (Rows, Columns, Stride) = (rows, columns, columns);
        _blocks = new(address, (long)rows * (columns / 16), owner);
        Address = address;
    }

    /// <summary>The largest number of columns.</summary>
    public const int MaxColumns = 65_536;

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns: the rank.</summary>
    public int Columns { get; }

    /// <summary>Floats from one row's beginning to the next one's: <see cref="Columns"/> rounded up to a multiple of 16.</summary>
    public int Stride { get; }

    /// <summary>
    /// The row's <see cref="Columns"/> values. Of a mapped or rounded matrix this is a copy, made anew at each call, since a span
    /// cannot keep a mapping alive; <see cref="CopyRow"/> allocates nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            if (!IsMapped && !IsRounded)
                return Values(row);
            float[] copy = new float[Columns];
            CopyRow(row, copy);
            return copy;
        }
    }

    /// <summary>Whether the values are in a mapped file and not in memory of their own.</summary>
    public bool IsMapped => _rounded?.IsForeign ?? _blocks.IsForeign;

    /// <summary>The first float of the first row.</summary>
    internal ref float Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.As<Block, float>(ref _blocks.Origin);
    }

    /// <summary>
    /// The same as an address, which is nearer but keeps nothing alive: whoever reads there keeps the matrix alive to the end.
    /// </summary>
    internal nint Address { get; }

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
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>Copies a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">Receives its <see cref="Columns"/> values; at least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">There is not enough room.</exception>
    public void CopyRow(int row, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        if (values.Length < Columns)
            throw new ArgumentException($"Room for {values.Length} of {Columns} values.", nameof(values));
        using (RowRoom room = new(this, 1))
            Values(row, room.Floats).CopyTo(values);
        GC.KeepAlive(this);
    }

    /// <summary>The share of values that are exactly 0, as an L1 penalty makes them: 0 to 1; 0 where there are none.</summary>
    public double ZeroShare()
    {
        long zeros = 0;
        using RowRoom room = new(this, 1);
        for (int row = 0; row < Rows; row++)
            zeros += Values(row, room.Floats).Count(0f);
        GC.KeepAlive(this);
        return Rows == 0 ? 0 : (double)zeros / ((long)Rows * Columns);
    }

    /// <summary>The row's values without their padding; of a mapped matrix valid only while it is kept alive.</summary>
    internal ReadOnlySpan<float> Values(int row) => Row(row)[..Columns];

    /// <summary>The same of any matrix; where it is rounded, in the room.</summary>
    internal ReadOnlySpan<float> Values(int row, Span<float> room) => Read(row, room)[..Columns];

    /// <summary>The row with its padding, to be changed; the padding must stay zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<float> Row(int row)
    {
        Debug.Assert((uint)row < (uint)Rows && !IsRounded);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Origin, (nint)row * Stride), Stride);
    }

    /// <summary>Consecutive rows with their padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<float> RowsFrom(int first, int count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= Rows && !IsRounded);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Origin, (nint)first * Stride), count * Stride);
    }

    /// <summary>The same, to be changed; the padding must stay zero.</summary>
    internal Span<float> Span(int first, int count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= Rows && !IsRounded);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Origin, (nint)first * Stride), count * Stride);
    }

    /// <summary>Takes over another matrix' values; same sizes.</summary>
    internal void CopyFrom(FactorMatrix other)
    {
        Debug.Assert(Rows == other.Rows && Columns == other.Columns);
        for (int i = 0; i < Rows; i++)
            other.CopyPadded(i, Row(i));
    }

    /// <summary>Whether a matrix can lie over foreign memory as it is.</summary>
    internal static bool CanMap(nint address, int columns) => (address & 63) == 0 && StrideOf(columns) == columns;

    private static int StrideOf(int columns) => (columns + 15) / 16 * 16;

    private static nint Misalignment(ref Block first) => -AddressOf(ref first) & 63;

    private static unsafe nint AddressOf(ref Block pinned) => (nint)Unsafe.AsPointer(ref pinned);

    [InlineArray(16)]
    private struct Block
    {
        private float _first;
    }
}
