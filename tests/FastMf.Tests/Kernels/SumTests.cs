using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

public class SumTests
{
    public static TheoryData<int> Lengths => [0, 1, 2, 127, 128, 129, 256, 257, 1000, 10_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_sum_is_within_its_bound_of_the_exact_one(int length)
    {
        // Multiples of 2^-20 below 2^10: decimal adds them exactly.
        double[] x = Enumerable
            .Range(0, length)
            .Select(i => Math.Round(CounterRandom.Normal(1, 2, (ulong)i) * (1 << 24)) / (1 << 20))
            .ToArray();
        double exact = (double)x.Sum(v => (decimal)v);
        double bound = (128 + Math.Log2(length + 1)) * 1.2e-16 * x.Sum(Math.Abs);
        Assert.InRange(Sum.Of(x), exact - bound, exact + bound);
    }

    [Fact]
    public void The_order_is_runs_of_128_added_by_halving()
    {
        double[] x = Enumerable.Range(0, 600).Select(i => CounterRandom.Normal(1, 3, (ulong)i)).ToArray();
        double Run(int from, int to) => x[from..to].Aggregate(0.0, (sum, v) => sum + v);
        double expected = Run(0, 128) + Run(128, 256) + Run(256, 384) + (Run(384, 512) + Run(512, 600));
        Assert.Equal(expected, Sum.Of(x));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Squares_are_summed_from_left_to_right_in_double(int length)
    {
        float[] x = new float[length];
        Fill.Normal(1, 4, x, 100f);
        Assert.Equal(x.Aggregate(0.0, (sum, v) => sum + (double)v * v), Sum.OfSquares(x));
    }

    [Fact]
    public void The_square_of_the_largest_float_does_not_overflow() =>
        Assert.Equal((double)float.MaxValue * float.MaxValue, Sum.OfSquares([float.MaxValue, 0f]));
}
