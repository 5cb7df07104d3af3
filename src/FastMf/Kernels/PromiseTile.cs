using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Which of a panel's 64 rows may reach the least score of each of four others. <see cref="ScoreTile"/> gives scores with the
/// bits of <see cref="Dot"/> and pays for them by unfinished sums that do not stay in registers. Where few rows are
/// wanted an upper bound does: one chain of fused steps, which begins with a slack that is more than the two ways of
/// summing up can differ by. What is left over is scored exactly.
/// </summary>
internal static class PromiseTile
{
    /// <summary>
    /// What a sum of n products in float, whatever its order, and another one can differ by, of |x| |y|: either is off by
    /// at most n eps / (1 - n eps) of it, and the slack itself takes part in the chain. A number of 0.5e-45 more for each
    /// product is for those below the least float.
    /// </summary>
    /// <param name="length">n, at most 65,536.</param>
    public static double Slack(int length) => (2.0 * length + 32) / (1 << 24);

    /// <summary>Bit j is 1 wherever (start_i + bias_j) + (slack_i + x_i . row_j) is least_i or above.</summary>
    /// <param name="panel">64 rows, packed by <see cref="ScoreTile.Pack"/>.</param>
    /// <param name="bias">One for each of them; NaN where there is none.</param>
    /// <param name="x0">The first row; its length is a multiple of 16.</param>
    /// <param name="x1">The second row, as long.</param>
    /// <param name="x2">The third row, as long.</param>
    /// <param name="x3">The fourth row, as long.</param>
    /// <param name="needs">For each row what its scores begin with, the slack, and the least score, in this order: twelve.</param>
    /// <param name="bits">Receives 64 bits for each row.</param>
    public static void AtLeast<TSimd>(
        ReadOnlySpan<float> panel,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> x0,
        ReadOnlySpan<float> x1,
        ReadOnlySpan<float> x2,
        ReadOnlySpan<float> x3,
        ReadOnlySpan<float> needs,
        Span<ulong> bits
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x0.Length % 16 == 0 && x1.Length == x0.Length && x2.Length == x0.Length && x3.Length == x0.Length);
        Debug.Assert(panel.Length == x0.Length * ScoreTile.Items && bias.Length == ScoreTile.Items);
        Debug.Assert(needs.Length == 3 * ScoreTile.Users && bits.Length == ScoreTile.Users);
        ref float p = ref MemoryMarshal.GetReference(panel);
        ref float px0 = ref MemoryMarshal.GetReference(x0);
        ref float px1 = ref MemoryMarshal.GetReference(x1);
        ref float px2 = ref MemoryMarshal.GetReference(x2);
        ref float px3 = ref MemoryMarshal.GetReference(x3);
        ref float pn = ref MemoryMarshal.GetReference(needs);
        nuint length = (nuint)x0.Length;
        TSimd a00 = TSimd.Splat(Unsafe.Add(ref pn, 1));
        TSimd a01 = a00,
            a02 = a00,
            a03 = a00;
        TSimd a10 = TSimd.Splat(Unsafe.Add(ref pn, 4));
        TSimd a11 = a10,
            a12 = a10,
            a13 = a10;
        TSimd a20 = TSimd.Splat(Unsafe.Add(ref pn, 7));
        TSimd a21 = a20,
            a22 = a20,
            a23 = a20;
        TSimd a30 = TSimd.Splat(Unsafe.Add(ref pn, 10));
        TSimd a31 = a30,
            a32 = a30,
            a33 = a30;
        for (int n = 0; n < 16; n++)
        {
            for (nuint k = (nuint)ScoreTile.Lane(n); k < length; k += 16)
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
                p = ref Unsafe.Add(ref p, ScoreTile.Items);
            }
        }
        ref float pb = ref MemoryMarshal.GetReference(bias);
        bits[0] = Compare(a00, a01, a02, a03, ref pb, ref pn);
        bits[1] = Compare(a10, a11, a12, a13, ref pb, ref Unsafe.Add(ref pn, 3));
        bits[2] = Compare(a20, a21, a22, a23, ref pb, ref Unsafe.Add(ref pn, 6));
        bits[3] = Compare(a30, a31, a32, a33, ref pb, ref Unsafe.Add(ref pn, 9));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Compare<TSimd>(TSimd a0, TSimd a1, TSimd a2, TSimd a3, ref float bias, ref float needs)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd start = TSimd.Splat(needs);
        TSimd least = TSimd.Splat(Unsafe.Add(ref needs, 2));
        uint low =
            TSimd.AtLeast(start + TSimd.Load(in bias, 0) + a0, least)
            | (TSimd.AtLeast(start + TSimd.Load(in bias, 16) + a1, least) << 16);
        uint high =
            TSimd.AtLeast(start + TSimd.Load(in bias, 32) + a2, least)
            | (TSimd.AtLeast(start + TSimd.Load(in bias, 48) + a3, least) << 16);
        return ((ulong)high << 32) | low;
    }
}
