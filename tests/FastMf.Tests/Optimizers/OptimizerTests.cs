using FastMf.Kernels;
using FastMf.Optimizers;
using FastMf.Tests.Laws;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Optimizers;

public sealed class OptimizerTests
{
    private const int Length = 613; // more than two pieces of the room that steps use, and no multiple of a vector
    private const double Rate = 0.01;

    public static TheoryData<int> Indices => OptimizerVariants.Indices;

    [Fact]
    public void The_catalog_has_every_optimizer_of_the_library() =>
        Assert.Equal(
            Entries.ConcreteTypes<Optimizer>(),
            OptimizerCatalog.All.Select(o => o.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Indices))]
    public void Fifty_steps_are_those_of_the_formulas(int index)
    {
        Optimizer optimizer = OptimizerVariants.All[index];
        float[] x = Run(optimizer, Length);
        PlainOptimizer[] plain = [.. x.Select(_ => new PlainOptimizer(optimizer))];
        for (int k = 0; k < Length; k++)
        {
            double expected = Start(k);
            for (int t = 1; t <= 50; t++)
                expected = plain[k].Step(expected, Gradient(t, k), Rate);
            Assert.Equal(expected, x[k], 1e-4 * Math.Abs(expected) + 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Where_a_span_is_cut_changes_no_bit(int index)
    {
        Optimizer optimizer = OptimizerVariants.All[index];
        float[] whole = Run(optimizer, Length);
        foreach (int piece in new[] { 1, 7, 16, 300 })
            Assert.Equal(Bits(whole), Bits(Run(optimizer, piece)));
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Zeros_with_no_gradient_stay_zero(int index)
    {
        Optimizer optimizer = OptimizerVariants.All[index];
        StepTime time = StepTime.Start;
        float[] x = new float[20];
        float[] first = new float[20];
        float[] second = new float[20];
        for (int t = 1; t <= 3; t++)
        {
            time = optimizer.Advance(time, Rate);
            optimizer.Step(time, x, new float[20], first, second);
        }
        Assert.All(x, value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Defaults_are_those_of_torch_without_weight_decay()
    {
        Assert.Equal((0.9, 0.999, 1e-8), (new Adam().Beta1, new Adam().Beta2, new Adam().Epsilon));
        Assert.Equal((0.9, 0.999, 1e-8), (new AdamW().Beta1, new AdamW().Beta2, new AdamW().Epsilon));
        Assert.Equal(1e-10, new AdaGrad().Epsilon);
        Assert.Equal((0.99, 1e-8, 0.0), (new RmsProp().Alpha, new RmsProp().Epsilon, new RmsProp().Momentum));
        Assert.Equal((0.0, 0.0, false), (new Sgd().Momentum, new Sgd().Dampening, new Sgd().Nesterov));
        Assert.Equal(0, new AdamW().WeightDecay);
    }

    [Fact]
    public void Adams_first_step_is_the_rate_in_the_direction_of_the_gradient()
    {
        float[] x = [1f, 1f, 1f];
        Adam adam = new();
        adam.Step(adam.Advance(StepTime.Start, 0.25), x, [3f, -0.01f, 0f], new float[3], new float[3]);
        Assert.Equal(0.75f, x[0], 1e-5f);
        Assert.Equal(1.25f, x[1], 1e-5f);
        Assert.Equal(1f, x[2]);
    }

    /// <summary>Fifty steps of a whole span, cut into pieces.</summary>
    private static float[] Run(Optimizer optimizer, int piece)
    {
        float[] x = [.. Enumerable.Range(0, Length).Select(Start)];
        float[] first = new float[Length];
        float[] second = new float[Length];
        StepTime time = StepTime.Start;
        for (int t = 1; t <= 50; t++)
        {
            time = optimizer.Advance(time, Rate);
            float[] gradient = [.. Enumerable.Range(0, Length).Select(k => Gradient(t, k))];
            for (int begin = 0; begin < Length; begin += piece)
            {
                Range part = begin..Math.Min(begin + piece, Length);
                optimizer.Step(time, x.AsSpan(part), gradient.AsSpan(part), first.AsSpan(part), second.AsSpan(part));
            }
        }
        return x;
    }

    private static float Start(int k) => (float)CounterRandom.Normal(1, 0, (ulong)k);

    /// <summary>Noise around a slope, of sizes from 0.001 to 100.</summary>
    private static float Gradient(int t, int k) =>
        (float)(
            Math.Pow(10, k % 6 - 3)
            * (CounterRandom.Normal(2, (ulong)t, (ulong)k) + CounterRandom.Normal(3, 0, (ulong)k))
        );

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
