using FastMf.Data;
using FastMf.Models;

namespace FastMf.Tests.Reference;

/// <summary>Kinds of models on which a search for the best items may go wrong in ways of its own.</summary>
internal enum ModelShape
{
    /// <summary>Values on a coarse grid, biases: equal scores are common.</summary>
    Grid,

    /// <summary>The same without biases.</summary>
    GridPlain,

    /// <summary>Rows of very different lengths, biases.</summary>
    Long,

    /// <summary>The same without biases.</summary>
    LongPlain,

    /// <summary>All items point the same way, in the user's direction or against it: the bound is met exactly.</summary>
    Parallel,

    /// <summary>Zeros: all scores are equal.</summary>
    Zeros,

    /// <summary>Denormal products.</summary>
    Tiny,

    /// <summary>Products that overflow.</summary>
    Huge,
}

/// <summary>Makes models of each kind.</summary>
internal static class ModelShapes
{
    public static FactorModel Make(ModelShape shape, Random random, int users, int items, int rank) =>
        shape switch
        {
            ModelShape.Grid => GridProblems.Model(random, users, items, rank),
            ModelShape.GridPlain => GridProblems.Model(random, users, items, rank, biases: false),
            ModelShape.Long => Of(random, users, items, rank, 1, biases: true),
            ModelShape.LongPlain => Of(random, users, items, rank, 1, biases: false),
            ModelShape.Parallel => Parallel(random, users, items, rank),
            ModelShape.Zeros => new(new FactorMatrix(users, rank), new FactorMatrix(items, rank)),
            ModelShape.Tiny => Of(random, users, items, rank, 1e-22f, biases: false),
            _ => Of(random, users, items, rank, 2e19f, biases: true),
        };

    private static FactorModel Of(Random random, int users, int items, int rank, float scale, bool biases) =>
        new(
            Rows(random, users, rank, scale),
            Rows(random, items, rank, scale),
            new ModelInfo { Mean = 3.57f },
            userBias: biases ? Values(random, users) : null,
            itemBias: biases ? Values(random, items) : null
        );

    private static FactorModel Parallel(Random random, int users, int items, int rank)
    {
        float[] direction = Values(random, rank);
        FactorMatrix Along(int rows) =>
            FactorMatrix.FromValues(
                [
                    .. Enumerable
                        .Range(0, rows)
                        .Select(_ => (float)(random.Next(-9, 20) * 0.37))
                        .SelectMany(length => direction.Select(x => length * x)),
                ],
                rows,
                rank
            );
        return new(Along(users), Along(items));
    }

    /// <summary>Lengths fall like 1 / place, in random order.</summary>
    private static FactorMatrix Rows(Random random, int rows, int rank, float scale)
    {
        int[] places = [.. Enumerable.Range(1, rows)];
        random.Shuffle(places);
        return FactorMatrix.FromValues(
            [.. places.SelectMany(place => Values(random, rank).Select(x => x * scale * 20 / place))],
            rows,
            rank
        );
    }

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
}
