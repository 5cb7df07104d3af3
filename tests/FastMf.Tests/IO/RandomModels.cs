using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.IO;

/// <summary>What a random model is made from; small, so that a failing one can be read.</summary>
internal sealed record ModelRecipe(int Users, int Items, int Rank, bool Biases, int UserIds, int ItemIds, int Seed)
{
    public static Arbitrary<ModelRecipe> Any { get; } =
        Arb.From(
            from users in Gen.Choose(0, 7)
            from items in Gen.Choose(0, 7)
            from rank in Gen.Elements(1, 2, 3, 16, 17, 32)
            from biases in Gen.Elements(true, false)
            from userIds in Gen.Choose(0, 2)
            from itemIds in Gen.Choose(0, 2)
            from seed in Gen.Choose(0, int.MaxValue)
            select new ModelRecipe(users, items, rank, biases, userIds, itemIds, seed)
        );

    public FactorModel Build()
    {
        Random random = new(Seed);
        ModelInfo info = new()
        {
            Mean = Biases ? Number(random) : 0f,
            MinRating = -0.5f,
            MaxRating = 5.1f,
            Objective = new()
            {
                Penalty = Penalty.L2(0.05f, 0.1f),
                BiasPenalty = new(1e-9f, 3f),
                PenaltyExponent = 0.5f,
                Reduction = Reduction.Mean,
                Implicit = Seed % 2 == 0 ? null : Feedback(Seed),
            },
            Options = new Dictionary<string, string> { ["seed"] = "42", ["odd \"name\""] = "grün\n\u0001" },
        };
        return new(
            Factors(random, Users),
            Factors(random, Items),
            info,
            Ids(random, UserIds, Users),
            Ids(random, ItemIds, Items),
            Biases ? Numbers(random, Users) : null,
            Biases ? Numbers(random, Items) : null
        );
    }

    private static ImplicitFeedback Feedback(int seed) =>
        new()
        {
            Alpha = seed,
            AlphaScale = (AlphaScale)(seed / 2 % 2),
            Alpha0 = 1f / seed,
            Unobserved = (Unobserved)(seed / 4 % 2),
            Positive = seed / 8 % 2 == 0 ? float.NegativeInfinity : 2.5f,
        };

    private FactorMatrix Factors(Random random, int rows) =>
        FactorMatrix.FromValues(Numbers(random, rows * Rank), rows, Rank);

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Number(random))];

    private static float Number(Random random) =>
        random.Next(20) switch
        {
            0 => 0f,
            1 => -0f,
            2 => float.Epsilon,
            3 => -float.MaxValue / 4,
            _ => random.NextSingle() - 0.5f,
        };

    private static IdMap? Ids(Random random, int kind, int count) =>
        kind switch
        {
            0 => null,
            1 => IdMap.From(
                Enumerable.Range(0, count).Select(i => new Id(random.NextInt64(-9, 9) * 1_000_000_007 + i))
            ),
            _ => IdMap.From(Enumerable.Range(0, count).Select(i => new Id(Text(random) + "é𝛌"[..(i % 2)] + $"#{i}"))),
        };

    private static string Text(Random random) => new('x', random.Next(3));
}

/// <summary>Whether two models are the same to the bit.</summary>
internal static class SameModel
{
    public static void Assert(FactorModel expected, FactorModel actual)
    {
        SameFactors(expected.UserFactors, actual.UserFactors);
        SameFactors(expected.ItemFactors, actual.ItemFactors);
        Xunit.Assert.Equal(Bits(expected.UserBias), Bits(actual.UserBias));
        Xunit.Assert.Equal(Bits(expected.ItemBias), Bits(actual.ItemBias));
        Xunit.Assert.True(expected.Users.SameAs(actual.Users), "users' ids");
        Xunit.Assert.True(expected.Items.SameAs(actual.Items), "items' ids");
    }

    public static void AssertInfo(ModelInfo expected, ModelInfo actual)
    {
        Xunit.Assert.Equal(Bits([expected.Mean]), Bits([actual.Mean]));
        Xunit.Assert.Equal(expected.MinRating, actual.MinRating);
        Xunit.Assert.Equal(expected.MaxRating, actual.MaxRating);
        Xunit.Assert.Equal(expected.Objective, actual.Objective);
        Xunit.Assert.Equal(expected.Options.ToHashSet(), actual.Options.ToHashSet());
    }

    private static void SameFactors(FactorMatrix expected, FactorMatrix actual)
    {
        Xunit.Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (int row = 0; row < expected.Rows; row++)
            Xunit.Assert.Equal(Bits(Padded(expected, row)), Bits(Padded(actual, row)));
    }

    private static ReadOnlySpan<float> Padded(FactorMatrix factors, int row) =>
        factors.Read(row, new float[factors.Stride]);

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        int[] bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
