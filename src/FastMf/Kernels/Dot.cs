using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>The inner product of two rows.</summary>
internal static class Dot
{
    /// <summary>Sum of x_i y_i, lane by lane and then by halving: the same bits on every machine.</summary>
    /// <param name="x">A row, padded to a multiple of 16 floats.</param>
    /// <param name="y">A row of the same length.</param>
    public static float Of<TSimd>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(x.Length == y.Length && x.Length % 16 == 0);
        return Of<TSimd>(ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), (nuint)x.Length);
    }

    /// <summary>The same from references; <paramref name="length"/> is a multiple of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of<TSimd>(ref readonly float x, ref readonly float y, nuint length)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd sum = TSimd.Splat(0f);
        for (nuint i = 0; i < length; i += 16)
            sum = TSimd.MultiplyAdd(in x, in y, i, sum);
        return sum.Sum();
    }
}
