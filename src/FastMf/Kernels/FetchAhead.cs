using System.Runtime.CompilerServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Asks for rows of a matrix that a kernel picks by number, some rows before it comes to them: the processor cannot guess
/// which they are, and a row that is not in the first-level cache costs more than all the arithmetic on it.
/// </summary>
internal static class FetchAhead
{
    /// <summary>How many rows, or pairs of rows, before its use something is asked for.</summary>
    public const int Distance = 8;

    /// <summary>Asks for what a kernel wants <see cref="Distance"/> rows from now.</summary>
    /// <param name="matrix">The first row of the matrix.</param>
    /// <param name="rows">The rows that are wanted, in order.</param>
    /// <param name="now">How many of them are done.</param>
    /// <param name="count">How many are handled at once.</param>
    /// <param name="length">Floats a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(ref readonly float matrix, ReadOnlySpan<int> rows, int now, int count, nuint length)
    {
        ref float origin = ref Unsafe.AsRef(in matrix);
        int end = Math.Min(now + Distance + count, rows.Length);
        for (int k = now + Distance; k < end; k++)
            Row(in Unsafe.Add(ref origin, (nint)rows[k] * (nint)length), length);
    }

    /// <summary>Asks for one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="length">Floats a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(ref readonly float row, nuint length)
    {
        for (nuint i = 0; i < length; i += 16)
            SimdWidth.Prefetch(in row, i);
    }
}
