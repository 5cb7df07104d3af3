using System.Numerics.Tensors;

namespace FastMf.Optimizers;

/// <summary>Element-wise steps with squared gradients that need a little room of their own.</summary>
internal static class Squares
{
    private const int AtOnce = 256;

    /// <summary>sums += share * g^2.</summary>
    public static void Add(ReadOnlySpan<float> gradients, float share, Span<float> sums)
    {
        Span<float> room = stackalloc float[AtOnce];
        for (int first = 0; first < sums.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, sums.Length - first);
            ReadOnlySpan<float> g = gradients.Slice(first, count);
            TensorPrimitives.Multiply(g, share, room);
            TensorPrimitives.FusedMultiplyAdd(room[..count], g, sums.Slice(first, count), sums.Slice(first, count));
        }
    }

    /// <summary>g = g / (sqrt(sums) + epsilon).</summary>
    public static void DivideByRoot(Span<float> gradients, ReadOnlySpan<float> sums, float epsilon)
    {
        Span<float> room = stackalloc float[AtOnce];
        for (int first = 0; first < sums.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, sums.Length - first);
            Span<float> roots = room[..count];
            TensorPrimitives.Sqrt(sums.Slice(first, count), roots);
            TensorPrimitives.Add(roots, epsilon, roots);
            TensorPrimitives.Divide(gradients.Slice(first, count), roots, gradients.Slice(first, count));
        }
    }
}
