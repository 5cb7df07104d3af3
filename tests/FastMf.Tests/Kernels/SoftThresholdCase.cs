using System.Runtime.InteropServices;
using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>One rounding at most: x - t, x + t or 0.</summary>
internal sealed class SoftThresholdCase() : KernelCase("SoftThreshold.Apply", 0x5F9AAE2DD1A0ECB9)
{
    protected override float[] Run<TSimd>(KernelInput input)
    {
        Span<float> x = input.Row(1);
        SoftThreshold.Apply<TSimd>(ref MemoryMarshal.GetReference(x), (nuint)x.Length, Threshold(input));
        return x.ToArray();
    }

    public override (double Value, double Bound)[] Reference(KernelInput input)
    {
        double t = Threshold(input);
        return
        [
            .. input
                .Row(1)
                .ToArray()
                .Select(x => Math.Sign(x) * Math.Max(0, Math.Abs((double)x) - t))
                .Select(exact => (exact, Eps * 1.001 * Math.Abs(exact) + Tiny)),
        ];
    }

    private static float Threshold(KernelInput input) => Math.Abs(input.Scalar(2));
}
