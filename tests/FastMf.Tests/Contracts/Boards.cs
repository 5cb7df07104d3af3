using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;

namespace FastMf.Tests.Contracts;

/// <summary>Small problems with known answers.</summary>
internal static class Boards
{
    /// <summary>+1 on fields of one colour, -1 on the other; all fields are rated.</summary>
    public static Ratings Checkerboard(int users, int items)
    {
        List<Rating> ratings = [];
        for (int i = 0; i < users; i++)
        for (int j = 0; j < items; j++)
            ratings.Add(new Rating(i, j, (i + j) % 2 == 0 ? 1f : -1f));
        return Ratings.From(ratings);
    }

    /// <summary>Ratings of two planted factors and noise; every user and every item has some.</summary>
    public static Ratings Planted(int users = 60, int items = 50, int count = 1500, double noise = 0.3)
    {
        List<Rating> ratings = [];
        for (int k = 0; k < count; k++)
        {
            int i = k < users ? k : CounterRandom.UniformInt(1, 1, (ulong)k, users);
            int j = k < items ? k : CounterRandom.UniformInt(1, 2, (ulong)k, items);
            double value = 3 + noise * CounterRandom.Normal(1, 3, (ulong)k);
            for (ulong f = 0; f < 2; f++)
                value += CounterRandom.Normal(2, (ulong)i, f) * CounterRandom.Normal(3, (ulong)j, f);
            ratings.Add(new Rating(i, j, (float)value));
        }
        return Ratings.From(ratings);
    }

    public static double Rmse(FactorModel model, Ratings ratings)
    {
        double sum = 0;
        for (int k = 0; k < ratings.Count; k++)
        {
            double error = (double)ratings.Values[k] - model.Predict(ratings.UserRows[k], ratings.ItemRows[k]);
            sum += error * error;
        }
        return Math.Sqrt(sum / ratings.Count);
    }

    public static void AssertSameBits(FactorModel x, FactorModel y)
    {
        AssertSameBits(x.UserFactors, y.UserFactors);
        AssertSameBits(x.ItemFactors, y.ItemFactors);
        Assert.Equal(Bits(x.UserBias), Bits(y.UserBias));
        Assert.Equal(Bits(x.ItemBias), Bits(y.ItemBias));
    }

    private static void AssertSameBits(FactorMatrix x, FactorMatrix y)
    {
        Assert.Equal(x.Rows, y.Rows);
        for (int i = 0; i < x.Rows; i++)
            Assert.Equal(Bits(x[i]), Bits(y[i]));
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        int[] bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
