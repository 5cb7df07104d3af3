using FastMf.Data;
using FastMf.Models;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Models of random numbers, for measurements in which it does not matter what they recommend.</summary>
internal static class RandomModels
{
    public static FactorModel Of(int seed, int users, int items, int rank)
    {
        Random random = new(seed);
        return new(Factors(random, users, rank), Factors(random, items, rank));
    }

    private static FactorMatrix Factors(Random random, int rows, int rank)
    {
        float[] values = new float[(long)rows * rank];
        foreach (ref float value in values.AsSpan())
            value = random.NextSingle() - 0.5f;
        return FactorMatrix.FromValues(values, rows, rank);
    }
}
