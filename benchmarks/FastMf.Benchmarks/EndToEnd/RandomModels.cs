using FastMf.Data;
using FastMf.Models;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Models of random numbers, for measurements in which it does not matter what they recommend.</summary>
internal static class RandomModels
{
    public static FactorModel Of(int seed, int users, int items, int rank, bool biases = false)
    {
        Random random = new(seed);
        return new(
            FactorMatrix.FromValues(Numbers(random, (long)users * rank), users, rank),
            FactorMatrix.FromValues(Numbers(random, (long)items * rank), items, rank),
            new ModelInfo { Mean = 3.5f },
            userBias: biases ? Numbers(random, users) : null,
            itemBias: biases ? Numbers(random, items) : null
        );
    }

    private static float[] Numbers(Random random, long count)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = random.NextSingle() - 0.5f;
        return values;
    }
}
