using System.Runtime.CompilerServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Asks for rows of a matrix that a kernel picks by number, some rows before it comes to them: the processor cannot guess
/// which they are, and a row that is not in the first-level cache costs more than all the arithmetic on it.
/// </summary>
internal static class FetchAhead
{
    private const int Floats = 2048; // a sixth of a first-level cache, and enough to wait for memory once and not for each row

    /// <summary>How many pairs of rows before their use they are asked for.</summary>
    public const int Pairs = 8;

    /// <summary>How many rows before its use a row is asked for.</summary>
    /// <param name="length">Floats a row.</param>
    public static int Rows(int length) => Math.Max(4, Floats / Math.Max(length, 16));

    /// <summary>Asks for one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="length">Floats a row: a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(ref readonly float row, nuint length)
    {
        nuint i = 0;
        for (; i + 64 <= length; i += 64)
        {
            SimdWidth.Prefetch(in row, i);
            SimdWidth.Prefetch(in row, i + 16);
            SimdWidth.Prefetch(in row, i + 32);
            SimdWidth.Prefetch(in row, i + 48);
        }
        for (; i < length; i += 16)
            SimdWidth.Prefetch(in row, i);
    }
}
