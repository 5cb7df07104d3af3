using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>One row against many.</summary>
internal static class ScoreAll
{
    /// <summary>scores_j = (start + bias_j) + x . row_j, the bits of <see cref="Dot"/> and two additions.</summary>
    /// <param name="start">What every score begins with.</param>
    /// <param name="bias">One for each row; empty where there are none.</param>
    /// <param name="x">A row, padded to a multiple of 16 floats.</param>
    /// <param name="rows">Rows of that length, one after the other.</param>
    /// <param name="scores">Receives a score for each row.</param>
    public static void Products<TSimd>(
        float start,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> rows,
        Span<float> scores
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x.Length % 16 == 0 && rows.Length == (long)x.Length * scores.Length);
        Biases(start, bias, scores);
        ref float px = ref MemoryMarshal.GetReference(x);
        ref float py = ref MemoryMarshal.GetReference(rows);
        nuint length = (nuint)x.Length;
        int j = 0;
        for (; j <= scores.Length - 4; j += 4)
            Four<TSimd>(ref px, ref Unsafe.Add(ref py, (nuint)j * length), length, ref scores[j]);
        for (; j < scores.Length; j++)
            scores[j] += Dot.Of<TSimd>(in px, in Unsafe.Add(ref py, (nuint)j * length), length);
    }

    /// <summary>Four rows at a time: x is read once for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<TSimd>(ref float x, ref float rows, nuint length, ref float scores)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd a = TSimd.Splat(0f);
        (TSimd b, TSimd c, TSimd d) = (a, a, a);
        for (nuint k = 0; k < length; k += 16)
        {
            TSimd of = TSimd.Load(ref x, k);
            a = TSimd.MultiplyAdd(of, TSimd.Load(ref rows, k), a);
            b = TSimd.MultiplyAdd(of, TSimd.Load(ref rows, k + length), b);
            c = TSimd.MultiplyAdd(of, TSimd.Load(ref rows, k + 2 * length), c);
            d = TSimd.MultiplyAdd(of, TSimd.Load(ref rows, k + 3 * length), d);
        }
        scores += a.Sum();
        Unsafe.Add(ref scores, 1) += b.Sum();
        Unsafe.Add(ref scores, 2) += c.Sum();
        Unsafe.Add(ref scores, 3) += d.Sum();
    }

    /// <summary>scores_j = start + bias_j, or start alone where there are no biases.</summary>
    public static void Biases(float start, ReadOnlySpan<float> bias, Span<float> scores)
    {
        Debug.Assert(bias.IsEmpty || bias.Length == scores.Length);
        scores.Fill(start);
        for (int j = 0; j < bias.Length; j++)
            scores[j] += bias[j];
    }

    /// <summary>
    /// The cosine of the angle between x and each row: x.y / sqrt(x.x y.y), within -1 … 1; 0 where either is a row of
    /// zeros. Products are in float, the rest in double, where no product of two of them overflows.
    /// </summary>
    /// <param name="x">A row, padded to a multiple of 16 floats.</param>
    /// <param name="rows">Rows of that length, one after the other.</param>
    /// <param name="scores">Receives a cosine for each row.</param>
    public static void Cosines<TSimd>(ReadOnlySpan<float> x, ReadOnlySpan<float> rows, Span<float> scores)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x.Length % 16 == 0 && rows.Length == (long)x.Length * scores.Length);
        double ofX = Dot.Of<TSimd>(x, x);
        for (int j = 0; j < scores.Length; j++)
        {
            ReadOnlySpan<float> y = rows.Slice(j * x.Length, x.Length);
            double squares = ofX * Dot.Of<TSimd>(y, y);
            scores[j] = squares > 0 ? (float)Math.Clamp(Dot.Of<TSimd>(x, y) / Math.Sqrt(squares), -1, 1) : 0f;
        }
    }
}
