using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// x = sign(x) max(0, |x| - t): the least of 1/2 (z - x)^2 + t |z| over z, which is how a step takes an L1 penalty.
/// Zeros are exact, and never -0.
/// </summary>
internal static class SoftThreshold
{
    private const int AtOnce = 256;

    /// <summary>The same threshold for a whole row. Inlined, since a call would spill the caller's vector registers.</summary>
    /// <param name="row">The first number; changed.</param>
    /// <param name="stride">How many: a multiple of 16.</param>
    /// <param name="threshold">t, 0 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TSimd>(ref float row, nuint stride, float threshold)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd above = TSimd.Splat(threshold);
        TSimd below = TSimd.Splat(-threshold);
        for (nuint i = 0; i < stride; i += 16)
        {
            TSimd x = TSimd.Load(ref row, i);
            (TSimd.Positive(x - above) - TSimd.Positive(below - x)).Store(ref row, i);
        }
    }

    /// <summary>A threshold for each number; NaN stays.</summary>
    /// <param name="x">The numbers; changed.</param>
    /// <param name="thresholds">t of each, 0 or more.</param>
    public static void Apply(Span<float> x, ReadOnlySpan<float> thresholds)
    {
        Debug.Assert(x.Length == thresholds.Length);
        Span<float> room = stackalloc float[AtOnce];
        for (int first = 0; first < x.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, x.Length - first);
            Span<float> z = x.Slice(first, count);
            Span<float> way = room[..count];
            TensorPrimitives.Abs(z, way);
            TensorPrimitives.Min(way, thresholds.Slice(first, count), way);
            TensorPrimitives.CopySign(way, z, way);
            TensorPrimitives.Subtract(z, way, z);
        }
    }
}
