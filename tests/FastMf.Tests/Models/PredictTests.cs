using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Models;

public class PredictTests
{
    /// <summary>User 7 (bias 0.5) and items x and y (biases 0 and -1), mean 2; products -1 and 2.</summary>
    private static readonly FactorModel ByHand = new(
        FactorMatrix.FromValues([1f], 1, 1),
        FactorMatrix.FromValues([-1f, 2f], 2, 1),
        new ModelInfo { Mean = 2f },
        IdMap.From([7]),
        IdMap.From(["x", "y"]),
        [0.5f],
        [0f, -1f]
    );

    [Theory]
    [InlineData(0, 0, 1.5f)]
    [InlineData(0, 1, 3.5f)]
    [InlineData(-1, 1, 1f)]
    [InlineData(0, -1, 2.5f)]
    [InlineData(-1, -5, 2f)]
    public void PredictionsAreThoseComputedByHand(int user, int item, float expected) =>
        Assert.Equal(expected, ByHand.Predict(user, item));

    [Fact]
    public void WithoutBiasesOnlyUnknownRowsGetTheMean()
    {
        FactorModel model = new(ByHand.UserFactors, ByHand.ItemFactors, new ModelInfo { Mean = 2f });
        Assert.Equal((-1f, 2f, 2f), (model.Predict(0, 0), model.Predict(-1, 0), model.Predict(0, -1)));
        Scored[] best = new Scored[2];
        Assert.Equal(2, model.Recommend(0, best));
        Assert.Equal([new(1, 2f), new(0, -1f)], best);
        Assert.Equal(2, model.Recommend(-1, best));
        Assert.Equal([new(0, 2f), new(1, 2f)], best);
    }

    [Fact]
    public void ByIdItSaysWhomItKnows()
    {
        Assert.Equal(new Prediction(3.5f, true, true), ByHand.Predict(7, "y"));
        Assert.Equal(new Prediction(1f, false, true), ByHand.Predict(8, "y"));
        Assert.Equal(new Prediction(2.5f, true, false), ByHand.Predict("7", "z"));
        Assert.Equal(new Prediction(2f, false, false), ByHand.Predict("x", 7));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(16, false)]
    [InlineData(21, true)]
    public void ManyAtOnceAreTheBitsOfOneByOne(int rank, bool biases)
    {
        Random random = new(rank);
        FactorModel model = GridProblems.Model(random, 30, 20, rank, biases);
        int[] users = [.. Enumerable.Range(0, 500).Select(_ => random.Next(-1, 30))];
        int[] items = [.. Enumerable.Range(0, 500).Select(_ => random.Next(-1, 20))];
        float[] actual = new float[501];
        actual[500] = 123f;
        model.Predict(users, items, actual);
        Assert.Equal([.. users.Zip(items, model.Predict), 123f], actual);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Equal("user", Assert.Throws<ArgumentOutOfRangeException>(() => ByHand.Predict(1, 0)).ParamName);
        Assert.Equal("item", Assert.Throws<ArgumentOutOfRangeException>(() => ByHand.Predict(0, 2)).ParamName);
        AssertRefused<ArgumentException>("items", [0, 0], [0], 2);
        AssertRefused<ArgumentException>("predictions", [0, 0], [0, 1], 1);
        AssertRefused<ArgumentOutOfRangeException>("users", [0, 1], [0, 0], 2);
        AssertRefused<ArgumentOutOfRangeException>("items", [0, 0], [0, 2], 2);

        static void AssertRefused<TException>(string name, int[] users, int[] items, int room)
            where TException : ArgumentException =>
            Assert.Equal(
                name,
                Assert.Throws<TException>(() => ByHand.Predict(users, items, new float[room])).ParamName
            );
    }
}
