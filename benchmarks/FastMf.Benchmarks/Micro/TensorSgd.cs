using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FastMf.Benchmarks.Micro;

/// <summary>TensorPrimitives, one operation after the other, through two buffers on the stack.</summary>
internal readonly struct TensorSgd : ISgdTwin
{
    private const int MaxRank = 128;

    public static float Dot(ReadOnlySpan<float> u, ReadOnlySpan<float> v) => TensorPrimitives.Dot(u, v);

    [SkipLocalsInit]
    public static void Update(
        float g,
        Span<float> u,
        Span<float> v,
        float userShrink,
        float itemShrink,
        float userStep,
        float itemStep
    )
    {
        Span<float> gu = stackalloc float[MaxRank];
        Span<float> gv = stackalloc float[MaxRank];
        gu = gu[..u.Length];
        gv = gv[..v.Length];
        TensorPrimitives.Multiply(v, g, gu);
        TensorPrimitives.FusedMultiplyAdd(u, -userShrink, gu, gu);
        TensorPrimitives.Multiply(u, g, gv);
        TensorPrimitives.FusedMultiplyAdd(v, -itemShrink, gv, gv);
        TensorPrimitives.FusedMultiplyAdd(gu, userStep, u, u);
        TensorPrimitives.FusedMultiplyAdd(gv, itemStep, v, v);
    }
}
