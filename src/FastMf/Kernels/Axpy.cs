using System.Diagnostics;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>A multiple of one row added to another.</summary>
internal static class Axpy
{
    /// <summary>y = y + alpha x, each element rounded once.</summary>
    /// <param name="alpha">The factor.</param>
    /// <param name="x">A row, padded to a multiple of 16 floats.</param>
    /// <param name="y">A row of the same length; changed.</param>
    public static void Add<TSimd>(float alpha, ReadOnlySpan<float> x, Span<float> y)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x.Length == y.Length && x.Length % 16 == 0);
        ref float px = ref MemoryMarshal.GetReference(x);
        ref float py = ref MemoryMarshal.GetReference(y);
        TSimd factor = TSimd.Splat(alpha);
        for (nuint i = 0; i < (nuint)x.Length; i += 16)
            TSimd.MultiplyAdd(factor, TSimd.Load(ref px, i), TSimd.Load(ref py, i)).Store(ref py, i);
    }
}
