using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Tests.Data;

public class DuplicatesTests
{
    private static readonly Rating[] Source =
    [
        new(1, 1, 2, 10, 1),
        new(2, 1, 3, 11, 2),
        new(1, 1, 4, 12, 3),
        new(1, 2, 5, 13, 4),
        new(1, 1, 9, 14, 8),
        new(2, 2, 7, 15, 5),
    ];

    public static TheoryData<Duplicates, float[], long[], float[]> Choices =>
        new()
        {
            { Duplicates.Last, [3, 5, 9, 7], [11, 13, 14, 15], [2, 4, 8, 5] },
            { Duplicates.First, [2, 3, 5, 7], [10, 11, 13, 15], [1, 2, 4, 5] },
            { Duplicates.Mean, [3, 5, 5, 7], [11, 13, 14, 15], [2, 4, 4, 5] },
            { Duplicates.Sum, [3, 5, 15, 7], [11, 13, 14, 15], [2, 4, 4, 5] },
        };

    [Theory]
    [MemberData(nameof(Choices))]
    public void One_rating_is_left_of_a_pair(Duplicates duplicates, float[] values, long[] times, float[] weights)
    {
        Ratings ratings = Ratings.From(Source, duplicates);

        Assert.Equal(values, ratings.Values);
        Assert.Equal(times, ratings.Times);
        Assert.Equal(weights, ratings.Weights);
    }

    [Fact]
    public void An_error_names_the_first_repetition()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            "duplicates",
            () => Ratings.From(Source, Duplicates.Error)
        );

        Assert.Contains("Ratings 0 and 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("user 1 and item 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Ratings.From(Source.Take(2), Duplicates.Error).Count);
    }

    [Fact]
    public void A_sum_beyond_single_precision_is_an_error() =>
        Assert.Throws<ArgumentException>(
            "duplicates",
            () => Ratings.From([new(1, 1, float.MaxValue), new(1, 1, float.MaxValue)], Duplicates.Sum)
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_team_finds_the_same(int threads)
    {
        Ratings ratings = RandomRatings.Rows(20, 30, 900);
        RatingColumns columns = new([.. ratings.UserRows], [.. ratings.ItemRows], [.. ratings.Values]);
        Dictionary<(int, int), int> seen = [];
        int[] expected = new int[ratings.Count];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = seen.GetValueOrDefault((ratings.UserRows[i], ratings.ItemRows[i]), -1);
            seen[(ratings.UserRows[i], ratings.ItemRows[i])] = i;
        }
        using WorkerTeam team = new(threads);

        Assert.Equal(expected, DuplicateMerge.FindEarlier(columns, 20, 30, team));
    }

    [Fact]
    public void Where_all_pairs_differ_nothing_is_copied()
    {
        RatingColumns columns = new([1, 0, 1], [0, 0, 1], [1, 2, 3]);

        Ratings ratings = Ratings.Assemble(IdMap.Range(2), IdMap.Range(2), columns, Duplicates.Mean);

        Assert.Same(columns.Values, ratings.ValueArray);
    }

    [Fact]
    public void Users_who_may_have_a_pair_twice_are_found()
    {
        using WorkerTeam team = new(2);
        const int Far = 65_536; // items that share their last sixteen bits
        RatingColumns columns = new([2, 0, 1, 2, 0, 1], [5, 7, 7, 5, 8, 7 + Far], [1, 1, 1, 1, 1, 1]);

        Assert.Equal([false, true, true], RepeatScan.Find(columns, 3, team)!);
        Assert.Equal([-1, -1, -1, 0, -1, -1], DuplicateMerge.FindEarlier(columns, 3, Far + 8, team)!);
        RatingColumns differ = columns with { ItemRows = [5, 7, 7, 6, 8, 7 + Far] };
        Assert.Equal([false, true, false], RepeatScan.Find(differ, 3, team)!);
        Assert.Null(DuplicateMerge.FindEarlier(differ, 3, Far + 8, team));
        RatingColumns sorted = new([0, 0, 1, 1], [1, 2, 1, 1 + Far], [1, 1, 1, 1]);
        Assert.Null(RepeatScan.Find(sorted, 2, team));
    }
}
