using System.Runtime.CompilerServices;
using FastMf.Simd;

namespace FastMf.Data;

public sealed partial class FactorMatrix
{
    private readonly RoundedRows? _rounded;
    private FactorMatrix? _floats; // made at the first use

    /// <summary>A matrix whose numbers stay rounded, in 2 bytes or 1 each; only to be read.</summary>
    /// <param name="rounded">The numbers.</param>
    /// <param name="rows">Rows.</param>
    internal FactorMatrix(RoundedRows rounded, int rows)
    {
        (_rounded, Rows, Columns, Stride) = (rounded, rows, rounded.Columns, StrideOf(rounded.Columns));
    }

    /// <summary>Whether the numbers are kept rounded and made floats of as they are read; then there is no first float.</summary>
    internal bool IsRounded => _rounded is not null;

    /// <summary>
    /// This matrix; where it is rounded, all of it as floats, made once and kept. For work that goes over all numbers again and
    /// again, such as objectives; serving does without.
    /// </summary>
    internal FactorMatrix Floats =>
        _rounded is null ? this : _floats ?? Interlocked.CompareExchange(ref _floats, Copy(), null) ?? _floats;

    /// <summary>Whether <see cref="Floats"/> were made.</summary>
    internal bool HasFloatsToo => _floats is not null;

    /// <summary>Consecutive rows with their padding, where they are or as floats in the room.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="room">Where the matrix is rounded: room for so many rows (<see cref="RowRoom"/>).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<float> Read<TSimd>(int first, int count, Span<float> room)
        where TSimd : struct, ISimd<TSimd> =>
        _rounded is null ? RowsFrom(first, count) : Decode<TSimd>(first, room[..(count * Stride)]);

    /// <summary>A row with its padding, likewise; for callers that are not bound to a width.</summary>
    internal ReadOnlySpan<float> Read(int row, Span<float> room) =>
        _rounded is null ? Row(row) : room[..SimdWidth.Dispatch<Decoding, int>(new(this, row, room[..Stride]))];

    /// <summary>Copies a row with its padding.</summary>
    internal void CopyPadded(int row, Span<float> target) => Read(row, target).CopyTo(target);

    private Span<float> Decode<TSimd>(int first, Span<float> rows)
        where TSimd : struct, ISimd<TSimd>
    {
        _rounded!.Decode<TSimd>(first, rows, Stride);
        return rows;
    }

    private readonly ref struct Decoding(FactorMatrix matrix, int first, Span<float> rows) : ISimdVisitor<int>
    {
        private readonly Span<float> _rows = rows;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => matrix.Decode<TSimd>(first, _rows).Length;
    }
}
