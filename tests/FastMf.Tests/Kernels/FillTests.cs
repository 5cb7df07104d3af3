using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

public class FillTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Element_i_is_the_value_of_row_and_column_i(int length)
    {
        float[] normal = new float[length];
        float[] uniform = new float[length];
        Fill.Normal(9, 1L << 40, normal, 0.1f);
        Fill.Uniform(9, 5, uniform, 3f);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal((float)(0.1f * CounterRandom.Normal(9, 1UL << 40, (ulong)i)), normal[i]);
            Assert.Equal((float)(3f * CounterRandom.Uniform(9, 5, (ulong)i)), uniform[i]);
        }
    }

    [Fact]
    public void Golden_values()
    {
        float[] row = new float[3];
        Fill.Normal(42, 0, row, 1f);
        Assert.Equal([1.75933206f, -1.72456861f, 0.824190319f], row);
        Fill.Uniform(42, 1, row, 1f);
        Assert.Equal([0.0277961474f, 0.945213914f, 0.537767828f], row);
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        float[] row = new float[33];
        Assert.Equal(0, Allocation.Of(() => Fill.Normal(1, 2, row, 1f)));
    }

    [Fact]
    public void A_permutation_holds_every_number_once_and_repeats_itself()
    {
        foreach (int length in (int[])[0, 1, 2, 17, 1000])
        {
            int[] order = new int[length];
            int[] again = new int[length];
            Permutation.Fill(order, 3, 4);
            Permutation.Fill(again, 3, 4);
            Assert.Equal(order, again);
            Assert.Equal(Enumerable.Range(0, length), order.Order());
        }
    }

    [Fact]
    public void Permutation_golden_values()
    {
        int[] order = new int[10];
        Permutation.Fill(order, 42, 1);
        Assert.Equal([0, 9, 5, 7, 3, 1, 2, 6, 4, 8], order);
    }

    [Fact]
    public void All_orders_of_four_are_equally_likely()
    {
        const int Trials = 240_000;
        Dictionary<int, int> counts = [];
        Span<int> order = stackalloc int[4];
        for (int i = 0; i < Trials; i++)
        {
            Permutation.Fill(order, 42, (ulong)i);
            int key = order[0] * 1000 + order[1] * 100 + order[2] * 10 + order[3];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 10_000 - 500, 10_000 + 500));
    }
}
