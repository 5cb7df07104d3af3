using FastMf.Data;

namespace FastMf.Tests.Data;

public class AppendTests
{
    private static readonly Ratings _first = Ratings.From([new(3, 10, 1f), new(1, 10, 2f, Time: 7)]);
    private static readonly Ratings _later = Ratings.From([
        new(2, 10, 3f),
        new(1, 10, 4f, Time: 9),
        new(1, 5, 5f, Weight: 2f),
    ]);

    [Fact]
    public void The_later_ratings_come_behind_with_the_ids_of_both()
    {
        Ratings all = _first.Append(_later);
        Assert.Equal([1L, 2, 3], Enumerable.Range(0, 3).Select(row => all.Users[row].Integer));
        Assert.Equal([5L, 10], Enumerable.Range(0, 2).Select(row => all.Items[row].Integer));
        Assert.Equal([2, 1, 0, 0], all.UserRows);
        Assert.Equal([1, 1, 1, 0], all.ItemRows);
        Assert.Equal([1f, 3f, 4f, 5f], all.Values);
        Assert.Equal([0L, 0, 9, 0], all.Times);
        Assert.Equal([1f, 1f, 1f, 2f], all.Weights);
    }

    [Fact]
    public void Repeated_pairs_become_one_as_asked()
    {
        Assert.Contains(2f, _first.Append(_later, Duplicates.First).Values.ToArray());
        Assert.Contains(6f, _first.Append(_later, Duplicates.Sum).Values.ToArray());
        Assert.Throws<ArgumentException>(() => _first.Append(_later, Duplicates.Error));
        Ratings both = Ratings.From([]).Append(_first);
        Assert.Equal(_first.Values, both.Values);
        Assert.Equal(_first.Times, both.Times);
    }

    [Fact]
    public void A_compact_part_knows_only_what_it_has()
    {
        (Ratings _, Ratings last) = _first.Append(_later).SplitLeaveLastOut();
        Ratings compact = last.Compact();
        Assert.Equal(3, last.Users.Count);
        Assert.Equal([new Id(1)], Enumerable.Range(0, compact.Users.Count).Select(row => compact.Users[row]));
        Assert.Equal([new Id(10)], Enumerable.Range(0, compact.Items.Count).Select(row => compact.Items[row]));
        Assert.Equal([4f], compact.Values);
        Assert.Same(_first.Users, _first.Compact().Users);
    }
}
