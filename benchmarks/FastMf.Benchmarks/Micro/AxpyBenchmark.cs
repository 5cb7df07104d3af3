using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Benchmarks.Micro;

/// <summary>A multiple of an item row added to a user row, in cache.</summary>
public class AxpyBenchmark
{
    // Tiny, so that the rows stay what they were over millions of calls.
    private const float Alpha = 1e-9f;

    private RowPairs _pairs = null!;

    [Params(16, 32, 64, 128)]
    public int Rank { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Reset();
        Each<NaiveAxpy>(0.1f);
        double expected = Signature();
        Check<TensorAxpy>(expected);
        Check<VectorAxpy>(expected);
        Reset();
        SimdWidth.Dispatch<LanesVisitor, bool>(new LanesVisitor(this, 0.1f));
        RowPairs.Check(expected, Signature(), nameof(Lanes));
        Reset();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowPairs.Count)]
    public void Naive() => Each<NaiveAxpy>(Alpha);

    [Benchmark(Description = "TensorPrimitives", OperationsPerInvoke = RowPairs.Count)]
    public void Tensors() => Each<TensorAxpy>(Alpha);

    [Benchmark(Description = "Vector<T>", OperationsPerInvoke = RowPairs.Count)]
    public void VectorT() => Each<VectorAxpy>(Alpha);

    [Benchmark(Description = "16 lanes", OperationsPerInvoke = RowPairs.Count)]
    public void Lanes() => SimdWidth.Dispatch<LanesVisitor, bool>(new LanesVisitor(this, Alpha));

    private void Reset() => _pairs = new RowPairs(Rank);

    private void Check<TAxpy>(double expected)
        where TAxpy : struct, IAxpy
    {
        Reset();
        Each<TAxpy>(0.1f);
        RowPairs.Check(expected, Signature(), typeof(TAxpy).Name);
    }

    private double Signature()
    {
        double sum = 0;
        for (int i = 0; i < RowPairs.Rows; i++)
            sum += Sum.OfSquares(_pairs.Users.Row(i));
        return sum;
    }

    private void Each<TAxpy>(float alpha)
        where TAxpy : struct, IAxpy
    {
        for (int k = 0; k < RowPairs.Count; k++)
            TAxpy.Add(alpha, _pairs.Items.Row(_pairs.Item[k]), _pairs.Users.Row(_pairs.User[k]));
    }

    private interface IAxpy
    {
        static abstract void Add(float alpha, ReadOnlySpan<float> x, Span<float> y);
    }

    private readonly struct NaiveAxpy : IAxpy
    {
        public static void Add(float alpha, ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] += alpha * x[i];
        }
    }

    private readonly struct TensorAxpy : IAxpy
    {
        public static void Add(float alpha, ReadOnlySpan<float> x, Span<float> y) =>
            TensorPrimitives.FusedMultiplyAdd(x, alpha, y, y);
    }

    private readonly struct VectorAxpy : IAxpy
    {
        public static void Add(float alpha, ReadOnlySpan<float> x, Span<float> y)
        {
            ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(x);
            Span<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(y);
            Vector<float> factor = new(alpha);
            for (int i = 0; i < a.Length && i < b.Length; i++)
                b[i] = Vector.FusedMultiplyAdd(factor, a[i], b[i]);
        }
    }

    private readonly struct LanesAxpy<TSimd> : IAxpy
        where TSimd : struct, ISimd<TSimd>
    {
        public static void Add(float alpha, ReadOnlySpan<float> x, Span<float> y) => Axpy.Add<TSimd>(alpha, x, y);
    }

    private readonly struct LanesVisitor(AxpyBenchmark benchmark, float alpha) : ISimdVisitor<bool>
    {
        public bool Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            benchmark.Each<LanesAxpy<TSimd>>(alpha);
            return true;
        }
    }
}
