using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>
/// Random small problems: 1 to 8 users and items (some without ratings), rank 1 to 20, no pair twice; with and
/// without biases, weights and penalty; nu 0, 0.3, 0.5 or 1; sum or mean; other lambdas for users than for items.
/// </summary>
internal static class Problems
{
    private static readonly Gen<Problem> s_generator =
        from users in Gen.Choose(1, 8)
        from items in Gen.Choose(1, 8)
        from rank in Gen.Choose(1, 20)
        from filled in Gen.Choose(0, 10)
        from biases in Gen.Elements(true, false)
        from weights in Gen.Elements(true, false)
        from penalty in Gen.Elements(true, true, false)
        from exponent in Gen.Elements(0f, 0.3f, 0.5f, 1f)
        from reduction in Gen.Elements(Reduction.Sum, Reduction.Mean)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Make(users, items, rank, filled, biases, weights, penalty, exponent, reduction, seed);

    /// <summary>Any such problem; a failing one is made smaller.</summary>
    public static Arbitrary<Problem> Any { get; } = Arb.From(s_generator, Smaller);

    /// <summary>A problem and a seed for what a law draws besides.</summary>
    public static Arbitrary<(Problem Problem, int Seed)> WithSeed { get; } =
        Arb.From(
            from problem in s_generator
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select (problem, seed),
            pair => Smaller(pair.problem).Select(smaller => (smaller, pair.seed))
        );

    private static Problem Make(
        int users,
        int items,
        int rank,
        int filled,
        bool biases,
        bool weights,
        bool penalty,
        float exponent,
        Reduction reduction,
        int seed
    )
    {
        Random random = new(seed);
        (int User, int Item)[] pairs =
        [
            .. from user in Enumerable.Range(0, users)
            from item in Enumerable.Range(0, items)
            where random.Next(10) < filled
            select (user, item),
        ];
        random.Shuffle(pairs);
        Ratings ratings = new(
            IdMap.Range(users),
            IdMap.Range(items),
            [.. pairs.Select(pair => pair.User)],
            [.. pairs.Select(pair => pair.Item)],
            [.. pairs.Select(_ => 0.5f * random.Next(1, 11))],
            weights: weights ? [.. pairs.Select(_ => 0.25f * random.Next(0, 13))] : null
        );
        FactorModel model = new(
            FactorMatrix.FromValues(Numbers(random, users * rank), users, rank),
            FactorMatrix.FromValues(Numbers(random, items * rank), items, rank),
            new ModelInfo { Mean = (float)ratings.Mean }, // no part of y without biases
            userBias: biases ? Numbers(random, users) : null,
            itemBias: biases ? Numbers(random, items) : null
        );
        ObjectiveOptions objective = new()
        {
            Penalty = penalty ? new L2Penalty(random.NextSingle(), random.NextSingle()) : Penalty.None,
            BiasPenalty = penalty ? new L2Penalty(random.NextSingle(), random.NextSingle()) : new L2Penalty(0f, 0f),
            PenaltyExponent = exponent,
            Reduction = reduction,
        };
        return new(model, ratings, objective);
    }

    /// <summary>Steps towards the simplest problem that still fails.</summary>
    private static IEnumerable<Problem> Smaller(Problem p)
    {
        int m = p.Ratings.Count;
        if (m > 1)
        {
            yield return p.Only([.. Enumerable.Range(0, m / 2)]);
            yield return p.Only([.. Enumerable.Range(m / 2, m - m / 2)]);
        }
        for (int k = 0; k < m; k++)
            yield return p.Only([.. Enumerable.Range(0, m).Where(other => other != k)]);
        foreach (int rank in new[] { 1, p.Model.Rank - 1 }.Where(rank => rank >= 1 && rank < p.Model.Rank))
            yield return p.With(Columns(p.Model.UserFactors, rank), Columns(p.Model.ItemFactors, rank));
        if (!p.Model.UserBias.IsEmpty)
            yield return p.WithoutBiases();
        if (p.Objective.Reduction != Reduction.Sum)
            yield return p with
            {
                Objective = p.Objective with { Reduction = Reduction.Sum },
            };
        if (p.Objective.PenaltyExponent != 1f)
            yield return p with
            {
                Objective = p.Objective with { PenaltyExponent = 1f },
            };
        if (p.Objective.Penalty != Penalty.None)
            yield return p with
            {
                Objective = p.Objective with { Penalty = Penalty.None },
            };
    }

    private static FactorMatrix Columns(FactorMatrix matrix, int columns) =>
        FactorMatrix.FromValues(
            [.. Enumerable.Range(0, matrix.Rows).SelectMany(i => matrix[i][..columns].ToArray())],
            matrix.Rows,
            columns
        );

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 2f * random.NextSingle() - 1f)];
}
