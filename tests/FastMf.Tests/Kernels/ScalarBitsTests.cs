using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

/// <summary>The same for what does not depend on the register type.</summary>
[Trait("Category", "Bits")]
public class ScalarBitsTests
{
    [Fact]
    public void Golden_bits_of_the_elementary_functions()
    {
        BitHash hash = new();
        for (ulong i = 0; i < 20_000; i++)
        {
            double x = CounterRandom.Uniform(1, 1, i);
            hash.Add(Elementary.Exp(1490 * x - 750));
            hash.Add(Elementary.Exp(2 * x - 1));
            hash.Add(Elementary.Log(Elementary.Exp(1400 * x - 700)));
            hash.Add(Elementary.Log2(x + 0.5));
            hash.Add(Elementary.Pow(1000 * x, 3 * x - 1));
        }

        Assert.Equal(3607059173985813230UL, hash.Value);
    }

    [Fact]
    public void Golden_bits_of_the_random_numbers()
    {
        BitHash hash = new();
        float[] row = new float[1001];
        for (int i = 0; i < 20; i++)
        {
            Fill.Normal(42, i, row, 0.1f);
            hash.Add(row);
            Fill.Uniform(43, i, row, 1f);
            hash.Add(row);
        }

        for (int i = -1000; i < 1000; i++)
            hash.Add(NormalQuantile.Of(Elementary.Exp(-Math.Abs(i) * 0.03)));
        Assert.Equal(13661534057667235607UL, hash.Value);
    }
}
