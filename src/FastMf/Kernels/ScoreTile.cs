using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Products of four rows and a panel of 64 others, each added up in one chain of fused steps that stays in a register. Scores
/// have the bits of <see cref="Dot"/>, which adds up in another order; where most of them only have to be compared with a few
/// numbers, these sums do: two ways of summing up differ by less than a slack, and only what lies within it is scored exactly.
/// </summary>
internal static class ScoreTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Users = 4;

    /// <summary>Rows of a panel.</summary>
    public const int Items = 64;

    /// <summary>
    /// What a sum of n products in float, whatever its order, and another one can differ by, of |x| |y|: either is off by
    /// at most n eps / (1 - n eps) of it, and the slack itself is added. A number of 0.5e-45 more for each product is for
    /// those below the least float.
    /// </summary>
    /// <param name="length">n, at most 65,536.</param>
    public static double Slack(int length) => (2.0 * length + 32) / (1 << 24);

    /// <summary>Packs a row into a panel: its number k is at 64 k + j.</summary>
    /// <param name="row">A row, a multiple of 16 floats.</param>
    /// <param name="panel">64 times as many floats.</param>
    /// <param name="j">The row's place in the panel.</param>
    public static void Pack(ReadOnlySpan<float> row, Span<float> panel, int j)
    {
        Debug.Assert(panel.Length == row.Length * Items && (uint)j < Items);
        for (int k = 0; k < row.Length; k++)
            panel[k * Items + j] = row[k];
    }

    /// <summary>sums_ij = x_i . row_j, the products added up in order.</summary>
    /// <param name="panel">64 rows, packed.</param>
    /// <param name="x0">The first row; its length is a multiple of 16.</param>
    /// <param name="x1">The second row, as long.</param>
    /// <param name="x2">The third row, as long.</param>
    /// <param name="x3">The fourth row, as long.</param>
    /// <param name="sums">Receives 64 sums for each row.</param>
    public static void Products<TSimd>(
        ReadOnlySpan<float> panel,
        ReadOnlySpan<float> x0,
        ReadOnlySpan<float> x1,
        ReadOnlySpan<float> x2,
        ReadOnlySpan<float> x3,
        Span<float> sums
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x0.Length % 16 == 0 && x1.Length == x0.Length && x2.Length == x0.Length && x3.Length == x0.Length);
        Debug.Assert(panel.Length == x0.Length * Items && sums.Length == Users * Items);
        ref float p = ref MemoryMarshal.GetReference(panel);
        ref float px0 = ref MemoryMarshal.GetReference(x0);
        ref float px1 = ref MemoryMarshal.GetReference(x1);
        ref float px2 = ref MemoryMarshal.GetReference(x2);
        ref float px3 = ref MemoryMarshal.GetReference(x3);
        nuint length = (nuint)x0.Length;
        TSimd a00 = TSimd.Splat(0f);
        TSimd a01 = a00,
            a02 = a00,
            a03 = a00,
            a10 = a00,
            a11 = a00,
            a12 = a00,
            a13 = a00,
            a20 = a00,
            a21 = a00,
            a22 = a00,
            a23 = a00,
            a30 = a00,
            a31 = a00,
            a32 = a00,
            a33 = a00;
        for (nuint k = 0; k < length; k++)
        {
            TSimd y0 = TSimd.Load(in p, 0);
            TSimd y1 = TSimd.Load(in p, 16);
            TSimd y2 = TSimd.Load(in p, 32);
            TSimd y3 = TSimd.Load(in p, 48);
            TSimd x = TSimd.Splat(Unsafe.Add(ref px0, k));
            a00 = TSimd.MultiplyAdd(x, y0, a00);
            a01 = TSimd.MultiplyAdd(x, y1, a01);
            a02 = TSimd.MultiplyAdd(x, y2, a02);
            a03 = TSimd.MultiplyAdd(x, y3, a03);
            x = TSimd.Splat(Unsafe.Add(ref px1, k));
            a10 = TSimd.MultiplyAdd(x, y0, a10);
            a11 = TSimd.MultiplyAdd(x, y1, a11);
            a12 = TSimd.MultiplyAdd(x, y2, a12);
            a13 = TSimd.MultiplyAdd(x, y3, a13);
            x = TSimd.Splat(Unsafe.Add(ref px2, k));
            a20 = TSimd.MultiplyAdd(x, y0, a20);
            a21 = TSimd.MultiplyAdd(x, y1, a21);
            a22 = TSimd.MultiplyAdd(x, y2, a22);
            a23 = TSimd.MultiplyAdd(x, y3, a23);
            x = TSimd.Splat(Unsafe.Add(ref px3, k));
            a30 = TSimd.MultiplyAdd(x, y0, a30);
            a31 = TSimd.MultiplyAdd(x, y1, a31);
            a32 = TSimd.MultiplyAdd(x, y2, a32);
            a33 = TSimd.MultiplyAdd(x, y3, a33);
            p = ref Unsafe.Add(ref p, Items);
        }
        ref float s = ref MemoryMarshal.GetReference(sums);
        a00.Store(ref s, 0);
        a01.Store(ref s, 16);
        a02.Store(ref s, 32);
        a03.Store(ref s, 48);
        a10.Store(ref s, 64);
        a11.Store(ref s, 80);
        a12.Store(ref s, 96);
        a13.Store(ref s, 112);
        a20.Store(ref s, 128);
        a21.Store(ref s, 144);
        a22.Store(ref s, 160);
        a23.Store(ref s, 176);
        a30.Store(ref s, 192);
        a31.Store(ref s, 208);
        a32.Store(ref s, 224);
        a33.Store(ref s, 240);
    }

    /// <summary>Bit j is 1 where (start + bias_j) + (sum_j + slack) is the least score or above; NaN is not.</summary>
    /// <param name="sums">64 sums of <see cref="Products"/>.</param>
    /// <param name="bias">One for each of them.</param>
    /// <param name="start">What all scores begin with.</param>
    /// <param name="slack">See <see cref="Slack"/>.</param>
    /// <param name="least">The least score; nothing reaches NaN.</param>
    public static ulong AtLeast<TSimd>(
        ReadOnlySpan<float> sums,
        ReadOnlySpan<float> bias,
        float start,
        float slack,
        float least
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(sums.Length == Items && bias.Length == Items);
        ref float s = ref MemoryMarshal.GetReference(sums);
        ref float b = ref MemoryMarshal.GetReference(bias);
        (TSimd begin, TSimd more, TSimd y) = (TSimd.Splat(start), TSimd.Splat(slack), TSimd.Splat(least));
        return Bits(
            TSimd.AtLeast(begin + TSimd.Load(in b, 0) + (TSimd.Load(in s, 0) + more), y),
            TSimd.AtLeast(begin + TSimd.Load(in b, 16) + (TSimd.Load(in s, 16) + more), y),
            TSimd.AtLeast(begin + TSimd.Load(in b, 32) + (TSimd.Load(in s, 32) + more), y),
            TSimd.AtLeast(begin + TSimd.Load(in b, 48) + (TSimd.Load(in s, 48) + more), y)
        );
    }

    /// <summary>Bit j is 1 where score j is the least score or above; NaN is not.</summary>
    /// <param name="scores">64 scores.</param>
    /// <param name="least">The least score; nothing reaches NaN.</param>
    public static ulong AtLeast<TSimd>(ReadOnlySpan<float> scores, float least)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(scores.Length == Items);
        ref float p = ref MemoryMarshal.GetReference(scores);
        TSimd y = TSimd.Splat(least);
        return Bits(
            TSimd.AtLeast(TSimd.Load(in p, 0), y),
            TSimd.AtLeast(TSimd.Load(in p, 16), y),
            TSimd.AtLeast(TSimd.Load(in p, 32), y),
            TSimd.AtLeast(TSimd.Load(in p, 48), y)
        );
    }

    /// <summary>Four times 16 bits, the first ones lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(uint bits0, uint bits1, uint bits2, uint bits3) =>
        ((ulong)(bits2 | (bits3 << 16)) << 32) | bits0 | (bits1 << 16);
}
