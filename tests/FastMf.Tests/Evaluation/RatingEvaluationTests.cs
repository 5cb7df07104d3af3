using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Tests.Reference;
using FastMf.Threads;

namespace FastMf.Tests.Evaluation;

public class RatingEvaluationTests
{
    /// <summary>Predictions 1.5 and 3.5 for the two known items, mean 2, of the one known user (bias 0.5).</summary>
    private static readonly FactorModel ByHand = new(
        FactorMatrix.FromValues([1f], 1, 1),
        FactorMatrix.FromValues([-1f, 2f], 2, 1),
        new ModelInfo { Mean = 2f },
        IdMap.From([7]),
        IdMap.From(["x", "y"]),
        [0.5f],
        [0f, -1f]
    );

    [Fact]
    public void ErrorsAreThoseComputedByHand()
    {
        Ratings test = RatingsOf((7, "x", 1f), (7, "y", 5f)); // errors -0.5 and 1.5
        RatingErrors errors = ByHand.Evaluate(test);
        Assert.Equal(Math.Sqrt(2.5 / 2), errors.Rmse);
        Assert.Equal(1.0, errors.Mae);
        Assert.Equal((2, 0), (errors.Ratings, errors.Unknown));
    }

    [Fact]
    public void UnknownUsersAndItemsTakePartThroughTheFallBack()
    {
        // mean 2 alone; mean and item bias 1; mean and user bias 2.5; a known pair 1.5
        Ratings test = RatingsOf((8, "z", 3f), (8, "y", 3f), (7, "z", 3f), (7, "x", 1.5f));
        RatingErrors errors = ByHand.Evaluate(test);
        Assert.Equal((1 + 2 + 0.5) / 4, errors.Mae);
        Assert.Equal(Math.Sqrt((1 + 4 + 0.25) / 4), errors.Rmse);
        Assert.Equal((4, 3), (errors.Ratings, errors.Unknown));
    }

    [Fact]
    public void ClippingBoundsPredictions()
    {
        Ratings test = RatingsOf((7, "x", 1f), (7, "y", 5f)); // predictions 1.5 and 3.5
        Assert.Equal((1 + 1.5) / 2, ByHand.Evaluate(test, clipMin: 2f).Mae);
        Assert.Equal((0 + 4) / 2.0, ByHand.Evaluate(test, clipMax: 1f).Mae);
        Assert.Equal((1 + 2.5) / 2, ByHand.Evaluate(test, clipMin: 2f, clipMax: 2.5f).Mae);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(20_000)]
    public void AnyNumberOfThreadsGivesTheSumOfTheBlocksInOrder(int count)
    {
        Random random = new(count);
        FactorModel model = GridProblems.Model(random, 50, 40, 5);
        int[] users = [.. Enumerable.Range(0, count).Select(_ => random.Next(50))];
        int[] items = [.. Enumerable.Range(0, count).Select(_ => random.Next(40))];
        float[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
        Ratings test = new(model.Users, model.Items, users, items, values);
        (double squares, double absolute) = (0, 0);
        for (int block = 0; block < count; block += 4096)
        {
            (double blockSquares, double blockAbsolute) = (0, 0);
            for (int k = block; k < Math.Min(block + 4096, count); k++)
            {
                double error = (double)values[k] - model.Predict(users[k], items[k]);
                blockSquares += error * error;
                blockAbsolute += Math.Abs(error);
            }
            squares += blockSquares;
            absolute += blockAbsolute;
        }
        foreach (int threads in new[] { 1, 2, 7 })
        {
            RatingErrors errors = model.Evaluate(test, threads: threads);
            Assert.Equal(Math.Sqrt(squares / count), errors.Rmse);
            Assert.Equal(absolute / count, errors.Mae);
        }
    }

    [Fact]
    public void EvaluatingAgainAllocatesNothingAndSeesTheModelChange()
    {
        Random random = new(1);
        FactorModel model = GridProblems.Model(random, 60, 50, 8);
        Ratings test = GridProblems.Ratings(random, IdMap.Range(70), IdMap.Range(55), 0.5);
        using WorkerTeam team = new(2);
        ErrorEvaluator evaluator = new(model, test, team);
        double before = evaluator.Evaluate().Rmse;
        double same = 0;
        Assert.Equal(0, Allocation.Of(() => same = evaluator.Evaluate().Rmse));
        Assert.Equal(before, same);
        model.UserFactors.Row(3)[0] += 5f;
        Assert.NotEqual(before, evaluator.Evaluate().Rmse);
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        Ratings none = RatingsOf();
        Ratings one = RatingsOf((7, "x", 1f));
        Assert.Equal("test", Assert.Throws<ArgumentException>(() => ByHand.Evaluate(none)).ParamName);
        Assert.Equal("test", Assert.Throws<ArgumentNullException>(() => ByHand.Evaluate(null!)).ParamName);
        Assert.Equal("clipMin", Assert.Throws<ArgumentException>(() => ByHand.Evaluate(one, 2f, 1f)).ParamName);
        Assert.Equal("clipMin", Assert.Throws<ArgumentException>(() => ByHand.Evaluate(one, float.NaN)).ParamName);
        Assert.Throws<OperationCanceledException>(() =>
            ByHand.Evaluate(one, cancellationToken: new CancellationToken(true))
        );
    }

    private static Ratings RatingsOf(params (Id User, Id Item, float Value)[] ratings)
    {
        IdMap users = IdMap.From(ratings.Select(rating => rating.User));
        IdMap items = IdMap.From(ratings.Select(rating => rating.Item));
        return new Ratings(
            users,
            items,
            [.. ratings.Select(rating => users.TryGetRow(rating.User, out int row) ? row : -1)],
            [.. ratings.Select(rating => items.TryGetRow(rating.Item, out int row) ? row : -1)],
            [.. ratings.Select(rating => rating.Value)]
        );
    }
}
