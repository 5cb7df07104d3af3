using FastMf.Data;

namespace FastMf.Tests.Data;

public class SplitTests
{
    private static readonly Ratings Whole = RandomRatings.Rows(30, 40, 1000);

    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(0.5, 500)]
    [InlineData(0.00001, 1)]
    [InlineData(0.99999, 999)]
    public void A_random_share_is_put_aside(double holdout, int expected)
    {
        (Ratings train, Ratings test) = Whole.Split(holdout);

        Assert.Equal(expected, test.Count);
        AssertParts(Whole, train, test);
    }

    [Fact]
    public void A_seed_gives_one_share_and_another_seed_another()
    {
        Assert.Equal(Whole.Split(0.1, 7).Test.Values, Whole.Split(0.1, 7).Test.Values);
        Assert.NotEqual(Whole.Split(0.1, 7).Test.Values.ToArray(), Whole.Split(0.1, 8).Test.Values.ToArray());
    }

    [Fact]
    public void The_share_is_spread_over_the_source()
    {
        float[] test = [.. Whole.Split(0.5).Test.Values];

        Assert.InRange(test.Count(value => value < 500), 200, 300); // expected 250, standard deviation 8
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Each_rating_is_tested_in_one_fold(int folds)
    {
        IReadOnlyList<(Ratings Train, Ratings Test)> parts = Whole.KFold(folds);

        Assert.Equal(folds, parts.Count);
        Assert.All(parts, part => Assert.InRange(part.Test.Count, 1000 / folds, (1000 / folds) + 1));
        Assert.Equal(Whole.Values.ToArray(), parts.SelectMany(part => part.Test.Values.ToArray()).Order());
        Assert.All(parts, part => AssertParts(Whole, part.Train, part.Test));
    }

    [Fact]
    public void The_last_rating_of_a_user_is_the_newest_and_of_equals_the_later()
    {
        Ratings ratings = Ratings.FromColumns(
            [1, 2, 1, 3, 1, 2],
            [1, 1, 2, 1, 3, 2],
            [0, 1, 2, 3, 4, 5],
            [50, 7, 90, 1, 90, 3]
        );

        (Ratings train, Ratings test) = ratings.SplitLeaveLastOut();

        Assert.Equal([1f, 4], test.Values);
        AssertParts(ratings, train, test);
    }

    [Fact]
    public void Without_times_the_last_rating_is_the_last_of_the_source()
    {
        Ratings ratings = Ratings.FromColumns([1, 2, 1, 3], [1, 1, 2, 1], [0, 1, 2, 3]);

        Assert.Equal([2f], ratings.SplitLeaveLastOut().Test.Values);
    }

    [Fact]
    public void The_newest_share_is_put_aside_and_ties_go_by_the_order_of_the_source()
    {
        (Ratings train, Ratings test) = Whole.SplitByTime(0.2);

        long[] times = [.. Whole.Times];
        float[] newest =
        [
            .. Enumerable.Range(0, 1000).OrderBy(i => times[i]).TakeLast(200).Order().Select(i => (float)i),
        ];
        Assert.Equal(newest, test.Values);
        AssertParts(Whole, train, test);
    }

    [Fact]
    public void What_is_not_allowed_is_named()
    {
        foreach (double holdout in new[] { 0, 1, -0.1, 1.1, double.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>("holdout", () => Whole.Split(holdout));
            Assert.Throws<ArgumentOutOfRangeException>("holdout", () => Whole.SplitByTime(holdout));
        }
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => Whole.KFold(1));
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => Whole.KFold(1001));
        Ratings single = Ratings.FromColumns([1], [1], [1]);
        Assert.Throws<InvalidOperationException>(() => single.Split(0.5));
        Assert.Throws<InvalidOperationException>(() => Ratings.From([new(1, 1, 1), new(1, 2, 1)]).SplitByTime(0.5));
    }

    private static void AssertParts(Ratings whole, Ratings train, Ratings test)
    {
        foreach (Ratings part in new[] { train, test })
        {
            Assert.Same(whole.Users, part.Users);
            Assert.Same(whole.Items, part.Items);
            Assert.Equal(part.Values.ToArray().Order(), part.Values.ToArray()); // values count up in the source
            for (int k = 0; k < part.Count; k++)
            {
                int i = whole.Values.IndexOf(part.Values[k]);
                Assert.Equal(
                    (whole.UserRows[i], whole.ItemRows[i], whole.Times.IsEmpty ? 0 : whole.Times[i]),
                    (part.UserRows[k], part.ItemRows[k], part.Times.IsEmpty ? 0 : part.Times[k])
                );
            }
        }
        Assert.Equal(whole.Values.ToArray(), train.Values.ToArray().Concat(test.Values.ToArray()).Order());
    }
}
