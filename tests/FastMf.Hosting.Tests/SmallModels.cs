using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;

namespace FastMf.Hosting.Tests;

/// <summary>Models made of a seed, quickly.</summary>
internal static class SmallModels
{
    /// <summary>Users 1, 2 … and items 10, 20 …; other numbers for each seed.</summary>
    public static FactorModel Biased(int seed, int users = 30, int items = 20, int rank = 4)
    {
        Random random = new(seed);
        return new(
            Factors(random, users, rank),
            Factors(random, items, rank),
            new ModelInfo
            {
                Mean = 3.5f,
                MinRating = 1,
                MaxRating = 5,
            },
            IdMap.From(Enumerable.Range(1, users).Select(i => new Id(i))),
            IdMap.From(Enumerable.Range(1, items).Select(i => new Id(10 * i))),
            Numbers(random, users),
            Numbers(random, items)
        );
    }

    /// <summary>A model of implicit feedback, which can fold in; ids are texts.</summary>
    public static FactorModel Implicit(int seed, int users = 30, int items = 20, int rank = 4)
    {
        Random random = new(seed);
        ModelInfo info = new()
        {
            Mean = 1,
            Objective = new() { Implicit = new ImplicitFeedback(), Penalty = Penalty.L2(0.1f) },
        };
        return new(
            Factors(random, users, rank),
            Factors(random, items, rank),
            info,
            IdMap.From(Enumerable.Range(0, users).Select(i => new Id($"user-{i:000}"))),
            IdMap.From(Enumerable.Range(0, items).Select(i => new Id($"item-{i:000}")))
        );
    }

    private static FactorMatrix Factors(Random random, int rows, int rank) =>
        FactorMatrix.FromValues(Numbers(random, rows * rank), rows, rank);

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
