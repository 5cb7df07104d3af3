using FastMf.Data;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Data;

/// <summary>Users put aside, with a history to fold in.</summary>
public class SplitUsersTests
{
    private static readonly Ratings Whole = GridProblems.Ratings(new Random(1), IdMap.Range(60), IdMap.Range(40), 0.2);

    [Fact]
    public void EveryRatingIsInOnePartAndUsersPutAsideAreNotTrainedOn()
    {
        (Ratings train, Ratings history, Ratings test) = Whole.SplitUsers(0.25, 0.8, 7);
        Assert.Equal(Pairs(Whole), Pairs(train).Concat(Pairs(history)).Concat(Pairs(test)).Order());
        int[] aside = [.. test.UserRows.ToArray().Distinct().Order()];
        Assert.Equal(15, aside.Length);
        Assert.Equal(aside, history.UserRows.ToArray().Distinct().Order());
        Assert.Empty(train.UserRows.ToArray().Intersect(aside));
        Assert.All(aside, user => Assert.Equal(ExpectedHistory(user), history.ByUser.CountOf(user)));
        Assert.Same(Whole.Users, test.Users);
    }

    [Fact]
    public void TheSeedDecides()
    {
        Assert.Equal(Pairs(Whole.SplitUsers(0.3).Test), Pairs(Whole.SplitUsers(0.3).Test));
        Assert.NotEqual(Pairs(Whole.SplitUsers(0.3).Test), Pairs(Whole.SplitUsers(0.3, seed: 1).Test));
    }

    [Fact]
    public void AUserWithOneRatingIsNotPutAside()
    {
        Ratings few = Ratings.FromRows(4, 3, [0, 1, 1, 2, 2, 3], [0, 0, 1, 1, 2, 2], [1f, 2f, 3f, 4f, 5f, 6f]);
        (Ratings train, Ratings history, Ratings test) = few.SplitUsers(0.99, 0.01);
        Assert.Equal((4, 1, 1), (train.Count, history.Count, test.Count));
    }

    [Fact]
    public void WhatCannotBeDoneIsRefused()
    {
        Assert.Equal("holdout", Assert.Throws<ArgumentOutOfRangeException>(() => Whole.SplitUsers(1)).ParamName);
        Assert.Equal(
            "history",
            Assert.Throws<ArgumentOutOfRangeException>(() => Whole.SplitUsers(0.5, double.NaN)).ParamName
        );
        Ratings one = Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 0], [1f, 1f, 1f]);
        Assert.Throws<InvalidOperationException>(() => one.SplitUsers(0.5));
    }

    private static int ExpectedHistory(int user)
    {
        int count = Whole.ByUser.CountOf(user);
        return Math.Clamp((int)Math.Round(0.8 * count), 1, count - 1);
    }

    private static IEnumerable<(int, int)> Pairs(Ratings ratings) =>
        ratings.UserRows.ToArray().Zip(ratings.ItemRows.ToArray()).Order();
}
