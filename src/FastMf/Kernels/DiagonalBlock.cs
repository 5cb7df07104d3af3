using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Kernels;

/// <summary>The Cholesky factor of a block of eight by eight, in registers: the part of a factorization that is one long chain.</summary>
internal static class DiagonalBlock
{
    /// <summary>Rows and columns.</summary>
    public const int Size = 8;

    /// <summary>
    /// R with A = R' R, number by number as in <see cref="Cholesky"/>. Each root and division waits for the one before; by
    /// way of memory they would wait twice as long.
    /// </summary>
    /// <param name="a">A's first element; its upper triangle is read.</param>
    /// <param name="s">Floats a row.</param>
    /// <param name="limits">What each pivot must be above; where there are fewer than eight, the other rows become 0.</param>
    /// <param name="factors">Receives R row after row, with zeros before the diagonal.</param>
    /// <param name="scales">Receives 1 / R_kk, or 0.</param>
    public static void Factor(ref float a, nuint s, ReadOnlySpan<float> limits, Span<float> factors, Span<float> scales)
    {
        Vector256<float> a0 = Vector256.LoadUnsafe(ref a),
            a1 = Vector256.LoadUnsafe(ref a, s),
            a2 = Vector256.LoadUnsafe(ref a, 2 * s);
        Vector256<float> a3 = Vector256.LoadUnsafe(ref a, 3 * s),
            a4 = Vector256.LoadUnsafe(ref a, 4 * s),
            a5 = Vector256.LoadUnsafe(ref a, 5 * s);
        Vector256<float> a6 = Vector256.LoadUnsafe(ref a, 6 * s),
            a7 = Vector256.LoadUnsafe(ref a, 7 * s);
        float pivot = a0.ToScalar();
        float scale;

        scale = Scale(pivot, limits, 0);
        scales[0] = scale;
        pivot = NextPivot(a0, scale, a1, 1);
        a0 *= scale;
        a1 = Less(a1, a0, 1);
        a2 = Less(a2, a0, 2);
        a3 = Less(a3, a0, 3);
        a4 = Less(a4, a0, 4);
        a5 = Less(a5, a0, 5);
        a6 = Less(a6, a0, 6);
        a7 = Less(a7, a0, 7);

        scale = Scale(pivot, limits, 1);
        scales[1] = scale;
        pivot = NextPivot(a1, scale, a2, 2);
        a1 *= scale;
        a2 = Less(a2, a1, 2);
        a3 = Less(a3, a1, 3);
        a4 = Less(a4, a1, 4);
        a5 = Less(a5, a1, 5);
        a6 = Less(a6, a1, 6);
        a7 = Less(a7, a1, 7);

        scale = Scale(pivot, limits, 2);
        scales[2] = scale;
        pivot = NextPivot(a2, scale, a3, 3);
        a2 *= scale;
        a3 = Less(a3, a2, 3);
        a4 = Less(a4, a2, 4);
        a5 = Less(a5, a2, 5);
        a6 = Less(a6, a2, 6);
        a7 = Less(a7, a2, 7);

        scale = Scale(pivot, limits, 3);
        scales[3] = scale;
        pivot = NextPivot(a3, scale, a4, 4);
        a3 *= scale;
        a4 = Less(a4, a3, 4);
        a5 = Less(a5, a3, 5);
        a6 = Less(a6, a3, 6);
        a7 = Less(a7, a3, 7);

        scale = Scale(pivot, limits, 4);
        scales[4] = scale;
        pivot = NextPivot(a4, scale, a5, 5);
        a4 *= scale;
        a5 = Less(a5, a4, 5);
        a6 = Less(a6, a4, 6);
        a7 = Less(a7, a4, 7);

        scale = Scale(pivot, limits, 5);
        scales[5] = scale;
        pivot = NextPivot(a5, scale, a6, 6);
        a5 *= scale;
        a6 = Less(a6, a5, 6);
        a7 = Less(a7, a5, 7);

        scale = Scale(pivot, limits, 6);
        scales[6] = scale;
        pivot = NextPivot(a6, scale, a7, 7);
        a6 *= scale;
        a7 = Less(a7, a6, 7);

        scale = Scale(pivot, limits, 7);
        scales[7] = scale;
        a7 *= scale;
        StoreFrom(a0, 0, factors);
        StoreFrom(a1, 1, factors);
        StoreFrom(a2, 2, factors);
        StoreFrom(a3, 3, factors);
        StoreFrom(a4, 4, factors);
        StoreFrom(a5, 5, factors);
        StoreFrom(a6, 6, factors);
        StoreFrom(a7, 7, factors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Scale(float pivot, ReadOnlySpan<float> limits, int k)
    {
        // beyond that the numbers have run off: NaN must show
        bool depends = k >= limits.Length || (pivot <= limits[k] && float.IsFinite(limits[k]));
        return depends ? 0f : 1f / MathF.Sqrt(pivot);
    }

    /// <summary>
    /// What <see cref="Less"/> will leave in lane k of the row below: the same two steps on numbers alone, so that the next
    /// root need not wait for whole rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float NextPivot(Vector256<float> row, float scale, Vector256<float> below, [ConstantExpected] int k)
    {
        float scaled = scale * row.GetElement(k);
        return MathF.FusedMultiplyAdd(-scaled, scaled, below.GetElement(k));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Less(Vector256<float> target, Vector256<float> above, [ConstantExpected] int k) =>
        Vector256.FusedMultiplyAdd(Vector256.Create(-above.GetElement(k)), above, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFrom(Vector256<float> row, [ConstantExpected] int k, Span<float> factors) =>
        Vector256
            .ConditionalSelect(
                Vector256.GreaterThanOrEqual(Vector256<int>.Indices, Vector256.Create(k)).AsSingle(),
                row,
                Vector256<float>.Zero
            )
            .CopyTo(factors[(k * Size)..]);
}
