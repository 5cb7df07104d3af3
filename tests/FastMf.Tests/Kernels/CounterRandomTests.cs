using System.Numerics;
using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>
/// Known answers and statistics of the random numbers. The draws are fixed, so a test either always passes or always
/// fails; the limits are those of five standard deviations.
/// </summary>
public class CounterRandomTests
{
    private const int Draws = 1_000_000;

    // The known-answer vectors of the paper's reference implementation for philox2x64 with 10 rounds.
    [Theory]
    [InlineData(0x0, 0x0, 0x0, 0xCA00A0459843D731, 0x66C24222C9A845B5)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x65B021D60CD8310F, 0x4D02F3222F86DF20)]
    [InlineData(0xA4093822299F31D0, 0x243F6A8885A308D3, 0x13198A2E03707344, 0x0A5E742C2997341C, 0xB0F883D38000DE5D)]
    public void Blocks_are_those_of_Philox(ulong seed, ulong row, ulong pair, ulong even, ulong odd) =>
        Assert.Equal((even, odd), CounterRandom.Block(seed, row, pair));

    [Fact]
    public void Bits_take_the_block_of_their_pair()
    {
        (ulong even, ulong odd) = CounterRandom.Block(42, 7, 1);
        Assert.Equal(even, CounterRandom.Bits(42, 7, 2));
        Assert.Equal(odd, CounterRandom.Bits(42, 7, 3));
    }

    [Fact]
    public void Golden_values()
    {
        Assert.Equal(0.9607394380983348, CounterRandom.Uniform(42, 0, 0));
        Assert.Equal(0.04230262258072104, CounterRandom.Uniform(42, 0, 1));
        Assert.Equal(1.7593320623702695, CounterRandom.Normal(42, 0, 0));
        Assert.Equal(1.974229678052039, CounterRandom.Normal(42, 3, 5));
        Assert.Equal(0.79400719229258176, CounterRandom.Normal(7, 1_000_000, 63));
        Assert.Equal(537767, CounterRandom.UniformInt(42, 1, 2, 1_000_000));
        Assert.Equal(0x3C9E2DE83BAC0C2BUL, CounterRandom.Derive(42, 1));
    }

    public static TheoryData<string> Directions => ["columns", "rows", "seeds", "even columns"];

    [Theory]
    [MemberData(nameof(Directions))]
    public void Uniform_draws_have_the_right_moments_and_no_memory(string direction)
    {
        double[] u = Draw(direction, CounterRandom.Uniform);
        Assert.InRange(u.Min(), 0, 1e-4);
        Assert.InRange(u.Max(), 1 - 1e-4, 1 - 1e-16);
        Near(0.5, u.Average(), Math.Sqrt(1.0 / 12));
        Near(1.0 / 12, u.Average(x => (x - 0.5) * (x - 0.5)), Math.Sqrt(1.0 / 180));
        for (int lag = 1; lag <= 8; lag++)
            Near(0, SerialProduct(u, 0.5, lag), 1.0 / 12);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Uniform_draws_fill_equal_bins_equally(string direction)
    {
        const int Bins = 1024;
        int[] counts = new int[Bins];
        foreach (double x in Draw(direction, CounterRandom.Uniform))
            counts[(int)(x * Bins)]++;
        double expected = (double)Draws / Bins;
        double chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.InRange(chiSquare, Bins - 1 - 5 * Math.Sqrt(2 * Bins), Bins - 1 + 5 * Math.Sqrt(2 * Bins));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Every_bit_is_set_half_the_time_and_flips_half_the_time(string direction)
    {
        int[] set = new int[64];
        int[] flipped = new int[64];
        ulong[] bits = Draw(direction, CounterRandom.Bits);
        for (int i = 0; i < bits.Length; i++)
        for (int b = 0; b < 64; b++)
        {
            set[b] += (int)((bits[i] >> b) & 1);
            flipped[b] += (int)(((bits[i] ^ bits[(i + 1) % bits.Length]) >> b) & 1);
        }

        Assert.All(set, n => Near(0.5, (double)n / Draws, 0.5));
        Assert.All(flipped, n => Near(0.5, (double)n / Draws, 0.5));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 0, 2)]
    public void One_changed_input_bit_changes_half_of_the_output(int seedBits, int rowBits, int columnBits)
    {
        double flips = 0;
        const int Trials = 100_000;
        for (int i = 0; i < Trials; i++)
        {
            ulong seed = (ulong)i * 77;
            ulong row = (ulong)i;
            ulong column = (ulong)(i % 64);
            ulong other = CounterRandom.Bits(
                seed ^ (ulong)seedBits << (i % 64),
                row ^ (ulong)rowBits << (i % 64),
                column ^ (ulong)columnBits << (i % 62)
            );
            flips += BitOperations.PopCount(CounterRandom.Bits(seed, row, column) ^ other);
        }

        Assert.InRange(flips / Trials, 32 - 5 * 4 / Math.Sqrt(Trials), 32 + 5 * 4 / Math.Sqrt(Trials));
    }

    [Fact]
    public void Different_seeds_rows_and_purposes_are_uncorrelated()
    {
        double[] reference = Draw("columns", CounterRandom.Normal);
        double[][] others =
        [
            Draw("columns", (seed, row, column) => CounterRandom.Normal(seed + 1, row, column)),
            Draw("columns", (seed, row, column) => CounterRandom.Normal(seed, row + 1, column)),
            Draw("columns", (seed, row, column) => CounterRandom.Normal(seed, row, column ^ 1)),
            Draw("columns", (seed, row, column) => CounterRandom.Normal(CounterRandom.Derive(seed, 0), row, column)),
            Draw("columns", (seed, row, column) => CounterRandom.Normal(CounterRandom.Derive(seed, 1), row, column)),
        ];
        foreach (double[] other in others)
            Near(0, reference.Zip(other, (x, y) => x * y).Average(), 1);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Normal_draws_have_the_right_moments(string direction)
    {
        double[] z = Draw(direction, CounterRandom.Normal);
        Near(0, z.Average(), 1);
        Near(1, z.Average(x => x * x), Math.Sqrt(2));
        Near(0, z.Average(x => x * x * x), Math.Sqrt(15));
        Near(3, z.Average(x => x * x * x * x), Math.Sqrt(96));
        Near(0, SerialProduct(z, 0, 1), 1);
        Near(0.0026997960632601866, z.Count(x => Math.Abs(x) > 3) / (double)Draws, Math.Sqrt(0.0027));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Integers_are_in_range_and_equally_likely(int bound)
    {
        int[] counts = new int[bound];
        for (int i = 0; i < Draws; i++)
            counts[CounterRandom.UniformInt(5, 9, (ulong)i, bound)]++;
        double expected = (double)Draws / bound;
        Assert.All(
            counts,
            n => Assert.InRange(n, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected))
        );
    }

    [Fact]
    public void The_largest_bound_works()
    {
        double mean = Draw(
                "columns",
                (s, r, c) => CounterRandom.UniformInt(s, r, c, int.MaxValue) / (double)int.MaxValue
            )
            .Average();
        Near(0.5, mean, Math.Sqrt(1.0 / 12));
    }

    [Fact]
    public void Columns_in_a_row_have_the_bits_of_one_by_one()
    {
        for (ulong column = 0; column < 4; column++)
        for (int length = 0; length < 6; length++)
        {
            ulong[] words = new ulong[length];
            CounterRandom.Bits(42, 3, column, words);
            Assert.Equal(
                [.. Enumerable.Range(0, length).Select(k => CounterRandom.Bits(42, 3, column + (ulong)k))],
                words
            );
        }
    }

    private static void Near(double expected, double mean, double deviation) =>
        Assert.InRange(mean, expected - 5 * deviation / Math.Sqrt(Draws), expected + 5 * deviation / Math.Sqrt(Draws));

    private static double SerialProduct(double[] x, double mean, int lag) =>
        x.Zip(x.Skip(lag), (a, b) => (a - mean) * (b - mean)).Average();

    private static T[] Draw<T>(string direction, Func<ulong, ulong, ulong, T> draw)
    {
        T[] result = new T[Draws];
        for (int i = 0; i < Draws; i++)
        {
            ulong n = (ulong)i;
            result[i] = direction switch
            {
                "columns" => draw(42, 3, n),
                "rows" => draw(42, n, 3),
                "seeds" => draw(n, 3, 3),
                _ => draw(42, 3, 2 * n),
            };
        }

        return result;
    }
}
