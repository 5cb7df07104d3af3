using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>Our own functions against the platform's, whose errors on the test machines are below one ulp.</summary>
public class ElementaryTests
{
    private const int Points = 200_000;

    [Fact]
    public void Exp_is_within_two_ulp_of_the_platform() =>
        Compare(Spread(-744, 709.7), Elementary.Exp, Math.Exp, allowedUlp: 2);

    [Fact]
    public void Exp_of_small_numbers_is_within_one_ulp() =>
        Compare(Powers(-60, -1).Concat(Powers(-60, -1).Select(x => -x)), Elementary.Exp, Math.Exp, allowedUlp: 1);

    [Fact]
    public void Log_is_within_one_ulp_of_the_platform() =>
        Compare(Powers(-1074, 1023).Concat(Spread(0.5, 2)), Elementary.Log, Math.Log, allowedUlp: 1);

    [Fact]
    public void Log2_is_within_two_ulp_of_the_platform() =>
        Compare(Powers(-1074, 1023).Concat(Spread(0.5, 2)), Elementary.Log2, Math.Log2, allowedUlp: 2);

    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    [InlineData(0.75)]
    [InlineData(2.5)]
    [InlineData(-11.3)]
    public void Pow_is_within_two_ulp_of_the_platform(double exponent) =>
        Compare(Powers(-60, 60), x => Elementary.Pow(x, exponent), x => Math.Pow(x, exponent), allowedUlp: 2);

    [Fact]
    public void Exact_results_are_exact()
    {
        for (int k = -1074; k <= 1023; k++)
            Assert.Equal(k, Elementary.Log2(Math.ScaleB(1, k)));
        for (int n = 1; n <= 20_000; n++)
        {
            Assert.Equal(n, Elementary.Pow(n, 1));
            Assert.Equal((double)n * n, Elementary.Pow(n, 2));
            Assert.Equal(n, Elementary.Pow((double)n * n, 0.5));
            Assert.Equal(1.0, Elementary.Pow(n, 0));
        }

        Assert.Equal(1, Elementary.Exp(0));
        Assert.Equal(1, Elementary.Exp(-0.0));
        Assert.Equal(0, Elementary.Log(1));
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(709.782712893384, 1.7976931348622732E+308)]
    [InlineData(709.7827128933841, double.PositiveInfinity)]
    [InlineData(double.MaxValue, double.PositiveInfinity)]
    [InlineData(-745.1332191019411, double.Epsilon)]
    [InlineData(-745.1332191019412, 0)]
    [InlineData(double.MinValue, 0)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(-double.Epsilon, 1)]
    public void Exp_at_the_edges(double x, double expected) => SameBits(expected, Elementary.Exp(x));

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-0.0, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Logarithms_at_the_edges(double x, double expected)
    {
        SameBits(expected, Elementary.Log(x));
        SameBits(expected, Elementary.Log2(x));
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(0, -2, double.PositiveInfinity)]
    [InlineData(0, 0, 1)]
    [InlineData(double.NaN, 0, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(-1, 2, double.NaN)]
    [InlineData(2, double.NaN, double.NaN)]
    [InlineData(double.NaN, 2, double.NaN)]
    [InlineData(double.PositiveInfinity, 0.5, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, -0.5, 0)]
    [InlineData(2, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(2, double.NegativeInfinity, 0)]
    [InlineData(0.5, double.PositiveInfinity, 0)]
    [InlineData(0.5, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(10, 400, double.PositiveInfinity)]
    [InlineData(10, -400, 0)]
    [InlineData(double.MaxValue, double.MaxValue, double.PositiveInfinity)]
    [InlineData(double.MaxValue, double.MinValue, 0)]
    public void Pow_at_the_edges(double x, double y, double expected) => SameBits(expected, Elementary.Pow(x, y));

    // The correctly rounded values, from a computation with 300 bits.
    [Theory]
    [InlineData(1, 0x4005BF0A8B145769)]
    [InlineData(-0.3, 0x3FE7B4C869C37C05)]
    [InlineData(10.7, 0x40E5A87B5D3A36E1)]
    [InlineData(-700.1, 0x00CF52F93DF4DFCF)]
    [InlineData(-740, 0x0000000000000055)]
    public void Exp_golden_bits(double x, long expected) =>
        Assert.Equal(expected, BitConverter.DoubleToInt64Bits(Elementary.Exp(x)));

    [Theory]
    [InlineData(2, 0x3FE62E42FEFA39EF)]
    [InlineData(0.7, unchecked((long)0xBFD6D3C324E13F50))]
    [InlineData(1.4142135623730951, 0x3FD62E42FEFA39F0)]
    [InlineData(123456.789, 0x40277281CAD8A844)]
    [InlineData(5e-324, unchecked((long)0xC0874385446D71C3))]
    public void Log_golden_bits(double x, long expected) =>
        Assert.Equal(expected, BitConverter.DoubleToInt64Bits(Elementary.Log(x)));

    [Theory]
    [InlineData(3, 0x3FF95C01A39FBD68)]
    [InlineData(0.999, unchecked((long)0xBF57A6210FFB7151))]
    [InlineData(1e300, 0x408F24A09F1A8B89)]
    public void Log2_golden_bits(double x, long expected) =>
        Assert.Equal(expected, BitConverter.DoubleToInt64Bits(Elementary.Log2(x)));

    [Theory]
    [InlineData(3, 0.5, 0x3FFBB67AE8584CAA)]
    [InlineData(17, -0.25, 0x3FDF84C6E4B57C7C)]
    [InlineData(1234, 1.7, 0x4105F88634E80CE0)]
    [InlineData(0.001, 100.3, 0x0175954BFB36BA6B)]
    public void Pow_golden_bits(double x, double y, long expected) =>
        Assert.Equal(expected, BitConverter.DoubleToInt64Bits(Elementary.Pow(x, y)));

    private static IEnumerable<double> Spread(double from, double to) =>
        Enumerable
            .Range(0, Points)
            .Select(i => from + (to - from) * ((i + CounterRandom.Uniform(1, 0, (ulong)i)) / Points));

    private static IEnumerable<double> Powers(int from, int to) =>
        Enumerable
            .Range(0, Points)
            .Select(i =>
                Math.ScaleB(
                    1 + CounterRandom.Uniform(2, 0, (ulong)i),
                    from + CounterRandom.UniformInt(2, 1, (ulong)i, to - from + 1)
                )
            );

    private static void Compare(
        IEnumerable<double> points,
        Func<double, double> ours,
        Func<double, double> platform,
        int allowedUlp
    )
    {
        foreach (double x in points)
        {
            double actual = ours(x);
            double expected = platform(x);
            double ulp = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
            if (!(Math.Abs(actual - expected) <= allowedUlp * ulp))
                Assert.Fail($"f({x:R}) is {actual:R}, expected {expected:R}");
        }
    }

    private static void SameBits(double expected, double actual) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));
}
