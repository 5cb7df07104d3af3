using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Models;

public class RecommendTests
{
    [Theory]
    [InlineData(1, 1, 3, 1, true)]
    [InlineData(2, 7, 255, 3, true)]
    [InlineData(3, 9, 256, 16, false)]
    [InlineData(4, 5, 257, 17, true)]
    [InlineData(5, 11, 1_000, 33, false)]
    public void EqualsASortOfPredict(int seed, int users, int items, int rank, bool biases)
    {
        Random random = new(seed);
        FactorModel model = GridProblems.Model(random, users, items, rank, biases);
        Ratings exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.3);
        foreach (int length in (int[])[0, 1, 10, items - 1, items, items + 5])
        {
            Scored[] best = new Scored[length];
            for (int user = -1; user < users; user++)
            {
                Assert.Equal(Sorted(model, user, length, null), best[..model.Recommend(user, best)]);
                Assert.Equal(Sorted(model, user, length, exclude), best[..model.Recommend(user, best, exclude)]);
            }
        }
    }

    [Fact]
    public void WhatIsExcludedNeverAppears()
    {
        Random random = new(7);
        FactorModel model = GridProblems.Model(random, 20, 300, 4);
        Ratings exclude = GridProblems.Ratings(random, model.Users, model.Items, 0.5);
        Scored[] best = new Scored[300];
        for (int user = 0; user < 20; user++)
        {
            int count = model.Recommend(user, best, exclude);
            int[] excluded = exclude.ByUser.ColumnsOf(user).ToArray();
            Assert.NotEmpty(excluded);
            Assert.Equal(300 - excluded.Length, count);
            Assert.Empty(best[..count].Select(scored => scored.Row).Intersect(excluded));
        }
    }

    [Fact]
    public void WithEverythingExcludedNothingIsLeft()
    {
        FactorModel model = GridProblems.Model(new Random(1), 3, 600, 2);
        Ratings all = GridProblems.Ratings(new Random(1), model.Users, model.Items, 1);
        Assert.Equal(0, model.Recommend(1, new Scored[5], all));
    }

    [Fact]
    public void APairExcludedTwiceIsExcluded()
    {
        FactorModel model = GridProblems.Model(new Random(1), 1, 4, 2);
        Ratings twice = new(model.Users, model.Items, [0, 0, 0], [2, 2, 0], [1f, 2f, 3f]);
        Scored[] best = new Scored[4];
        Assert.Equal(2, model.Recommend(0, best, twice));
        Assert.Equal([1, 3], best[..2].Select(scored => scored.Row).Order());
    }

    [Fact]
    public void TiesGoToTheLowerRow()
    {
        FactorModel model = new(new FactorMatrix(1, 3), new FactorMatrix(700, 3));
        Scored[] best = new Scored[400];
        Assert.Equal(400, model.Recommend(0, best));
        Assert.Equal(Enumerable.Range(0, 400), best.Select(scored => scored.Row));
    }

    [Fact]
    public void ScoresAreTheBitsOfPredict()
    {
        Random random = new(3);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        FactorModel model = new(
            FactorMatrix.FromValues(Values(5 * 37), 5, 37),
            FactorMatrix.FromValues(Values(500 * 37), 500, 37),
            new ModelInfo { Mean = 3.57f },
            userBias: Values(5),
            itemBias: Values(500)
        );
        Scored[] best = new Scored[500];
        float[] all = new float[500];
        for (int user = -1; user < 5; user++)
        {
            model.Recommend(user, best);
            Assert.All(best, scored => Assert.Equal(model.Predict(user, scored.Row), scored.Score));
            model.ScoreItems(user, all);
            Assert.Equal(Enumerable.Range(0, 500).Select(item => model.Predict(user, item)), all);
        }
    }

    [Fact]
    public void AnUnknownUserGetsEveryonesFavouritesAndIsCalledUnknown()
    {
        IdMap users = IdMap.From(["ann", "ben"]);
        FactorModel model = new(
            FactorMatrix.FromValues([1f, -1f], 2, 1),
            FactorMatrix.FromValues([1f, 2f, 3f], 3, 1),
            new ModelInfo { Mean = 3f },
            users,
            itemBias: [0.25f, 0.5f, -0.5f]
        );
        Scored[] best = new Scored[3];
        Assert.Equal(3, model.Recommend("eve", best, out bool known));
        Assert.False(known);
        Assert.Equal([new(1, 3.5f), new(0, 3.25f), new(2, 2.5f)], best);
        Assert.Equal(3, model.Recommend("ben", best, out known));
        Assert.True(known);
        Assert.Equal([new(0, 2.25f), new(1, 1.5f), new(2, -0.5f)], best);
    }

    [Fact]
    public void ExclusionNeedsTheModelsIds()
    {
        FactorModel model = GridProblems.Model(new Random(1), 4, 5, 2);
        Ratings others = GridProblems.Ratings(new Random(1), IdMap.Range(4), IdMap.Range(6), 1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Recommend(0, new Scored[2], others));
        Assert.Equal("exclude", error.ParamName);
        Assert.Contains("AlignTo", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, model.Recommend(0, new Scored[2], others.AlignTo(model.Users, model.Items)));
    }

    [Fact]
    public void RowsBeyondTheModelAreRefused()
    {
        FactorModel model = GridProblems.Model(new Random(1), 4, 5, 2);
        Assert.Equal(
            "user",
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Recommend(4, new Scored[2])).ParamName
        );
    }

    private static IEnumerable<Scored> Sorted(FactorModel model, int user, int length, Ratings? exclude)
    {
        HashSet<int> excluded = user < 0 || exclude is null ? [] : [.. exclude.ByUser.ColumnsOf(user).ToArray()];
        return Enumerable
            .Range(0, model.ItemFactors.Rows)
            .Where(item => !excluded.Contains(item))
            .Select(item => new Scored(item, model.Predict(user, item)))
            .OrderByDescending(scored => scored.Score)
            .ThenBy(scored => scored.Row)
            .Take(length);
    }
}
