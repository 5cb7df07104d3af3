using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Bounds of the scores of 64 items from signed bytes: row k of the codes has one for each item, and a bound is the sum of
/// weight_k code_k. An item has a lane of its own, so nothing is ever added across a register.
/// </summary>
internal static class ScreenPanel
{
    /// <summary>Items of a panel.</summary>
    public const int Items = 64;

    /// <summary>
    /// sums_j = sums_j + weight_k code_kj for all rows but the last one, in order; bounds_j = sums_j + weight code_j with the
    /// last one.
    /// </summary>
    /// <param name="codes">Rows of 64 bytes, one for each weight.</param>
    /// <param name="weights">One for each row, at least one.</param>
    /// <param name="sums">64 sums, changed.</param>
    /// <param name="bounds">Receives 64 bounds.</param>
    /// <param name="least">What bounds are compared with.</param>
    /// <returns>Bit j is 1 where bound j is <paramref name="least"/> or above; NaN is not.</returns>
    public static ulong Add<TSimd>(
        ReadOnlySpan<sbyte> codes,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<float> bounds,
        float least
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(codes.Length == weights.Length * Items && weights.Length > 0);
        Debug.Assert(sums.Length == Items && bounds.Length == Items);
        ref sbyte c = ref MemoryMarshal.GetReference(codes);
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float s = ref MemoryMarshal.GetReference(sums);
        ref float b = ref MemoryMarshal.GetReference(bounds);
        TSimd a0 = TSimd.Load(in s, 0);
        TSimd a1 = TSimd.Load(in s, 16);
        TSimd a2 = TSimd.Load(in s, 32);
        TSimd a3 = TSimd.Load(in s, 48);
        nuint end = (nuint)(weights.Length - 1);
        nuint at = 0;
        for (nuint k = 0; k < end; k++, at += Items)
        {
            TSimd x = TSimd.Splat(Unsafe.Add(ref w, k));
            a0 = TSimd.MultiplyAdd(x, TSimd.Load(in c, at), a0);
            a1 = TSimd.MultiplyAdd(x, TSimd.Load(in c, at + 16), a1);
            a2 = TSimd.MultiplyAdd(x, TSimd.Load(in c, at + 32), a2);
            a3 = TSimd.MultiplyAdd(x, TSimd.Load(in c, at + 48), a3);
        }
        a0.Store(ref s, 0);
        a1.Store(ref s, 16);
        a2.Store(ref s, 32);
        a3.Store(ref s, 48);
        TSimd last = TSimd.Splat(Unsafe.Add(ref w, end));
        TSimd.MultiplyAdd(last, TSimd.Load(in c, at), a0).Store(ref b, 0);
        TSimd.MultiplyAdd(last, TSimd.Load(in c, at + 16), a1).Store(ref b, 16);
        TSimd.MultiplyAdd(last, TSimd.Load(in c, at + 32), a2).Store(ref b, 32);
        TSimd.MultiplyAdd(last, TSimd.Load(in c, at + 48), a3).Store(ref b, 48);
        return ScoreTile.AtLeast<TSimd>(bounds, least);
    }
}
