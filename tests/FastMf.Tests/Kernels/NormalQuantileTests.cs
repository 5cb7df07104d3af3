using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

public class NormalQuantileTests
{
    // From a computation with 300 bits, at the doubles nearest to these probabilities.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.75, 0.6744897501960817)]
    [InlineData(0.925, 1.4395314709384561)]
    [InlineData(0.9250001, 1.4395321773759004)]
    [InlineData(0.1, -1.2815515655446004)]
    [InlineData(0.075, -1.439531470938456)]
    [InlineData(0.01, -2.326347874040841)]
    [InlineData(1e-5, -4.264890793922825)]
    [InlineData(1e-10, -6.361340902404057)]
    [InlineData(1.4e-11, -6.656723091518184)]
    [InlineData(1e-12, -7.034483825301132)]
    [InlineData(1.1102230246251565E-16, -8.209536151601387)]
    [InlineData(1e-100, -21.273453560965326)]
    [InlineData(1e-300, -37.0470962993612)]
    public void Known_quantiles(double p, double expected) =>
        Assert.InRange(
            NormalQuantile.Of(p),
            expected - 2e-15 * Math.Abs(expected),
            expected + 2e-15 * Math.Abs(expected)
        );

    [Theory]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(-0.1, double.NaN)]
    [InlineData(1.1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    public void Edges(double p, double expected) => Assert.Equal(expected, NormalQuantile.Of(p));

    [Fact]
    public void It_inverts_the_distribution_function_and_is_odd()
    {
        for (int i = 1; i < 20_000; i++)
        {
            double p = i / 40_000.0;
            double z = NormalQuantile.Of(p);
            // An error dz shows as density(z) dz.
            Assert.InRange(Distribution(z) - p, -1e-15, 1e-15);
            Assert.InRange(z + NormalQuantile.Of(1 - p), -4e-12 * Math.Abs(z), 4e-12 * Math.Abs(z));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(251)]
    public void Many_at_once_have_the_bits_of_one_by_one(int count)
    {
        double[] probabilities =
        [
            .. Enumerable.Range(0, count).Select(i => i % 100 == 3 ? 0.925 : CounterRandom.Uniform(1, 2, (ulong)i)),
        ];
        double[] expected = [.. probabilities.Select(p => NormalQuantile.Of(p))];
        NormalQuantile.Of(probabilities.AsSpan());
        Assert.Equal(expected, probabilities);
    }

    /// <summary>1/2 + density(z) (z + z^3/3 + z^5/(3 5) + …).</summary>
    private static double Distribution(double z)
    {
        double term = z;
        double sum = z;
        for (int k = 3; Math.Abs(term) > 1e-20 * Math.Abs(sum); k += 2)
        {
            term *= z * z / k;
            sum += term;
        }

        return 0.5 + sum * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
    }
}
