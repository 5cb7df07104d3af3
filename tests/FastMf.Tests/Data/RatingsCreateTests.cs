using FastMf.Data;

namespace FastMf.Tests.Data;

public class RatingsCreateTests
{
    [Fact]
    public void Columns_keep_their_order_and_rows_follow_the_ids()
    {
        Ratings ratings = Ratings.FromColumns([7, -1, 7], [30, 20, 10], [1.5f, 2, 3], [5, 6, 7], [1, 0, 2]);

        Assert.Equal([1, 0, 1], ratings.UserRows);
        Assert.Equal([2, 1, 0], ratings.ItemRows);
        Assert.Equal([1.5f, 2, 3], ratings.Values);
        Assert.Equal([5, 6, 7], ratings.Times);
        Assert.Equal([1f, 0, 2], ratings.Weights);
        Assert.Equal((Id)(-1), ratings.Users[0]);
        Assert.Equal((Id)30, ratings.Items[2]);
        Assert.Equal((6.5 / 3, 1.5f, 3f), (ratings.Mean, ratings.Min, ratings.Max));
    }

    [Fact]
    public async Task Every_source_gives_the_same_ratings()
    {
        Rating[] source = [new(5, 3, 1), new(2, 4, 2, 9, 0.5f), new(5, 4, 3)];

        Ratings columns = Ratings.FromColumns([5, 2, 5], [3, 4, 4], [1, 2, 3], [0, 9, 0], [1, 0.5f, 1]);

        AssertSame(columns, Ratings.From(source));
        AssertSame(columns, await Ratings.FromAsync(source.ToAsyncEnumerable()));
        AssertSame(columns, Ratings.FromRows(2, 2, [1, 0, 1], [0, 1, 1], [1, 2, 3], [0, 9, 0], [1, 0.5f, 1]), false);
    }

    [Fact]
    public void Texts_and_integers_may_mix()
    {
        Ratings ratings = Ratings.From([new("9", "x", 1), new(10, "y", 2), new("010", "x", 3), new("10", "x", 4)]);

        Assert.Equal(["010", "10", "9"], Enumerable.Range(0, 3).Select(row => ratings.Users[row].ToString()));
        Assert.Equal([2, 1, 0, 1], ratings.UserRows);
        Assert.True(ratings.Times.IsEmpty && ratings.Weights.IsEmpty);
    }

    [Fact]
    public void No_ratings_are_ratings_too()
    {
        Ratings ratings = Ratings.From([]);

        Assert.Equal((0, 0, 0), (ratings.Count, ratings.Users.Count, ratings.Items.Count));
        Assert.Equal((0d, 0f, 0f), (ratings.Mean, ratings.Min, ratings.Max));
    }

    [Fact]
    public void What_is_not_allowed_is_named()
    {
        Assert.Throws<ArgumentException>("items", () => Ratings.FromColumns([1], [], [1]));
        Assert.Throws<ArgumentException>("values", () => Ratings.FromColumns([1], [1], [1, 2]));
        Assert.Throws<ArgumentException>("times", () => Ratings.FromColumns([1], [1], [1], [1, 2]));
        Assert.Throws<ArgumentException>("weights", () => Ratings.FromColumns([1], [1], [1], [1], [1, 2]));
        Assert.Throws<ArgumentException>("values", () => Ratings.FromColumns([1], [1], [float.NaN]));
        Assert.Throws<ArgumentException>("values", () => Ratings.FromColumns([1], [1], [float.NegativeInfinity]));
        Assert.Throws<ArgumentException>("weights", () => Ratings.FromColumns([1], [1], [1], [], [-1]));
        Assert.Throws<ArgumentException>("weights", () => Ratings.FromColumns([1], [1], [1], [], [float.NaN]));
        Assert.Throws<ArgumentException>("userRows", () => Ratings.FromRows(1, 1, [1], [0], [1]));
        Assert.Throws<ArgumentException>("itemRows", () => Ratings.FromRows(1, 1, [0], [-1], [1]));
        Assert.Throws<ArgumentException>("ratings", () => Ratings.From([new(1, 1, float.NaN)]));
        Assert.Throws<ArgumentException>("ratings", () => Ratings.From([new(1, 1, 1, 0, -1)]));
        Assert.Throws<ArgumentOutOfRangeException>("duplicates", () => Ratings.From([], (Duplicates)9));
    }

    [Fact]
    public async Task A_cancelled_source_is_left()
    {
        using CancellationTokenSource cancelled = new();
        async IAsyncEnumerable<Rating> Endless()
        {
            for (int i = 0; ; i++)
            {
                if (i == 10)
                    await cancelled.CancelAsync();
                yield return new(i, i, i);
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Ratings.FromAsync(Endless(), cancellationToken: cancelled.Token)
        );
    }

    [Fact]
    public void Aligning_takes_over_the_maps_and_leaves_out_what_they_lack()
    {
        Ratings ratings = Ratings.FromColumns([1, 2, 3, 1], [10, 20, 10, 30], [1, 2, 3, 4], [9, 8, 7, 6], [1, 2, 3, 4]);
        IdMap users = IdMap.From([0, 1, 3, 5]);
        IdMap items = IdMap.From([10, 30]);

        Ratings aligned = ratings.AlignTo(users, items);

        Assert.Same(users, aligned.Users);
        Assert.Same(items, aligned.Items);
        Assert.Equal([1, 2, 1], aligned.UserRows);
        Assert.Equal([0, 0, 1], aligned.ItemRows);
        Assert.Equal([1f, 3, 4], aligned.Values);
        Assert.Equal([9L, 7, 6], aligned.Times);
        Assert.Equal([1f, 3, 4], aligned.Weights);
    }

    [Fact]
    public void Integers_align_to_the_texts_that_they_are()
    {
        Ratings ratings = Ratings.FromColumns([1, 2], [1, 1], [5, 6]);

        Ratings aligned = ratings.AlignTo(IdMap.From(["02", "2", "x"]), IdMap.From([1]));

        Assert.Equal([1], aligned.UserRows);
        Assert.Equal([6f], aligned.Values);
    }

    private static void AssertSame(Ratings expected, Ratings actual, bool sameIds = true)
    {
        Assert.Equal(expected.UserRows, actual.UserRows);
        Assert.Equal(expected.ItemRows, actual.ItemRows);
        Assert.Equal(expected.Values, actual.Values);
        Assert.Equal(expected.Times, actual.Times);
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.Equal(sameIds, expected.Users.SameAs(actual.Users));
        Assert.Equal(sameIds, expected.Items.SameAs(actual.Items));
    }
}
