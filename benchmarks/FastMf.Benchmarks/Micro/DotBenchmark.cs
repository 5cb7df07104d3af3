using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Benchmarks.Micro;

/// <summary>The inner product of a user row and an item row, in cache.</summary>
public class DotBenchmark
{
    private RowPairs _pairs = null!;

    [Params(16, 32, 64, 128)]
    public int Rank { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pairs = new RowPairs(Rank);
        float expected = Naive();
        RowPairs.Check(expected, Tensors(), nameof(Tensors));
        RowPairs.Check(expected, VectorT(), nameof(VectorT));
        RowPairs.Check(expected, Lanes(), nameof(Lanes));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowPairs.Count)]
    public float Naive() => Each<NaiveDot>();

    [Benchmark(Description = "TensorPrimitives", OperationsPerInvoke = RowPairs.Count)]
    public float Tensors() => Each<TensorDot>();

    [Benchmark(Description = "Vector<T>", OperationsPerInvoke = RowPairs.Count)]
    public float VectorT() => Each<VectorDot>();

    [Benchmark(Description = "16 lanes", OperationsPerInvoke = RowPairs.Count)]
    public float Lanes() => SimdWidth.Dispatch<LanesVisitor, float>(new LanesVisitor(this));

    private float Each<TDot>()
        where TDot : struct, IDot
    {
        float sum = 0;
        for (int k = 0; k < RowPairs.Count; k++)
            sum += TDot.Of(_pairs.Users.Row(_pairs.User[k]), _pairs.Items.Row(_pairs.Item[k]));
        return sum;
    }

    private interface IDot
    {
        static abstract float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y);
    }

    private readonly struct NaiveDot : IDot
    {
        public static float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            float sum = 0;
            for (int i = 0; i < x.Length; i++)
                sum += x[i] * y[i];
            return sum;
        }
    }

    private readonly struct TensorDot : IDot
    {
        public static float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => TensorPrimitives.Dot(x, y);
    }

    private readonly struct VectorDot : IDot
    {
        public static float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(x);
            ReadOnlySpan<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(y);
            Vector<float> sum = Vector<float>.Zero;
            for (int i = 0; i < a.Length && i < b.Length; i++)
                sum = Vector.FusedMultiplyAdd(a[i], b[i], sum);
            return Vector.Sum(sum);
        }
    }

    private readonly struct LanesDot<TSimd> : IDot
        where TSimd : struct, ISimd<TSimd>
    {
        public static float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Dot.Of<TSimd>(x, y);
    }

    private readonly struct LanesVisitor(DotBenchmark benchmark) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => benchmark.Each<LanesDot<TSimd>>();
    }
}
