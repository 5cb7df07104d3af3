using FastMf.Data;
using FastMf.Models;

namespace FastMf.Tests.Reference;

/// <summary>Small random models and ratings.</summary>
internal static class GridProblems
{
    /// <summary>A model with values on a coarse grid, so that equal scores are common.</summary>
    public static FactorModel Model(
        Random random,
        int users,
        int items,
        int rank,
        bool biases = true,
        IdMap? userIds = null,
        IdMap? itemIds = null
    ) =>
        new(
            FactorMatrix.FromValues(Grid(random, users * rank), users, rank),
            FactorMatrix.FromValues(Grid(random, items * rank), items, rank),
            new ModelInfo { Mean = 3.25f },
            userIds,
            itemIds,
            biases ? Grid(random, users) : null,
            biases ? Grid(random, items) : null
        );

    /// <summary>Distinct pairs with a share of all pairs, in random order; values on half stars.</summary>
    public static Ratings Ratings(Random random, IdMap users, IdMap items, double share)
    {
        List<(int User, int Item)> pairs = [];
        for (int user = 0; user < users.Count; user++)
        {
            for (int item = 0; item < items.Count; item++)
            {
                if (random.NextDouble() < share)
                    pairs.Add((user, item));
            }
        }
        (int User, int Item)[] shuffled = [.. pairs];
        random.Shuffle(shuffled);
        return new Ratings(
            users,
            items,
            [.. shuffled.Select(pair => pair.User)],
            [.. shuffled.Select(pair => pair.Item)],
            [.. shuffled.Select(_ => random.Next(1, 11) / 2f)]
        );
    }

    private static float[] Grid(Random random, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = random.Next(-4, 5) / 4f;
        return values;
    }
}
