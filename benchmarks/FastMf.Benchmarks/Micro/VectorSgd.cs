using System.Numerics;
using System.Runtime.InteropServices;

namespace FastMf.Benchmarks.Micro;

/// <summary>Vector&lt;float&gt;: as wide as the runtime likes, which is 8 lanes on AVX-512 machines too.</summary>
internal readonly struct VectorSgd : ISgdTwin
{
    public static float Dot(ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(u);
        ReadOnlySpan<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(v);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < a.Length && i < b.Length; i++)
            sum = Vector.FusedMultiplyAdd(a[i], b[i], sum);
        return Vector.Sum(sum);
    }

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
        Span<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(u);
        Span<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(v);
        Vector<float> slope = new(g);
        Vector<float> userFactor = new(-userShrink);
        Vector<float> itemFactor = new(-itemShrink);
        Vector<float> userRate = new(userStep);
        Vector<float> itemRate = new(itemStep);
        for (int i = 0; i < a.Length && i < b.Length; i++)
        {
            Vector<float> x = a[i];
            Vector<float> z = b[i];
            Vector<float> gx = Vector.FusedMultiplyAdd(userFactor, x, slope * z);
            Vector<float> gz = Vector.FusedMultiplyAdd(itemFactor, z, slope * x);
            a[i] = Vector.FusedMultiplyAdd(userRate, gx, x);
            b[i] = Vector.FusedMultiplyAdd(itemRate, gz, z);
        }
    }
}
