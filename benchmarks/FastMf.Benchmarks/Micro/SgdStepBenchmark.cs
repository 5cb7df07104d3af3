using BenchmarkDotNet.Attributes;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Benchmarks.Micro;

/// <summary>The fused step of stochastic gradient descent: the time of one rating, in cache, with squared loss.</summary>
public class SgdStepBenchmark
{
    private SgdProblem _problem = null!;

    [Params(16, 32, 64, 128)]
    public int Rank { get; set; }

    /// <summary>AdaGrad's step for each row, or one step for all.</summary>
    [Params(true, false)]
    public bool AdaGrad { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        double expected = Signature(Naive);
        RowPairs.Check(expected, Signature(Tensors), nameof(Tensors));
        RowPairs.Check(expected, Signature(VectorT), nameof(VectorT));
        RowPairs.Check(expected, Signature(() => _ = Lanes()), nameof(Lanes));
        _problem = new SgdProblem(Rank);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowPairs.Count)]
    public void Naive() => Run<NaiveSgd>();

    [Benchmark(Description = "TensorPrimitives", OperationsPerInvoke = RowPairs.Count)]
    public void Tensors() => Run<TensorSgd>();

    [Benchmark(Description = "Vector<T>", OperationsPerInvoke = RowPairs.Count)]
    public void VectorT() => Run<VectorSgd>();

    [Benchmark(Description = "16 lanes", OperationsPerInvoke = RowPairs.Count)]
    public double Lanes() =>
        AdaGrad
            ? SimdWidth.Dispatch<LanesVisitor<AdaGradRule>, double>(new(_problem, AdaGradRule.Create(Rate)))
            : SimdWidth.Dispatch<LanesVisitor<PlainRule>, double>(new(_problem, PlainRule.Create(Rate)));

    private float Rate => AdaGrad ? 0.1f : 0.005f;

    private void Run<TTwin>()
        where TTwin : struct, ISgdTwin => _problem.Run<TTwin>(Rate, AdaGrad);

    private double Signature(Action run)
    {
        _problem = new SgdProblem(Rank);
        run();
        return _problem.Signature();
    }

    private readonly struct SquaredSlope : ISlope
    {
        public float Slope(float target, float prediction) => -2f * (target - prediction);
    }

    private readonly struct LanesVisitor<TRule>(SgdProblem problem, TRule rule) : ISimdVisitor<double>
        where TRule : struct, IStepRule<TRule>
    {
        public double Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            SgdStep.Run<TSimd, SquaredSlope, TRule>(
                problem.Entries,
                [],
                ref problem.Users.Origin,
                ref problem.UserRows[0],
                ref problem.Items.Origin,
                ref problem.ItemRows[0],
                problem.Users.Stride,
                problem.Terms,
                default,
                rule
            );
    }
}
