using System.Text;
using FastMf.Data;

namespace FastMf.Tests.Data;

public class IdColumnTests
{
    [Fact]
    public void Integers_become_rows_in_numeric_order()
    {
        (IdMap map, int[] rows) = Column("10", "9", "-3", "10", "9223372036854775807", "2000000", "-3").Finish();

        Assert.True(map.IsInteger);
        Assert.Equal(["-3", "9", "10", "2000000", "9223372036854775807"], Ids(map));
        Assert.Equal([2, 1, 0, 4, 3], rows);
    }

    [Theory]
    [InlineData("010")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("9223372036854775808")]
    [InlineData("x")]
    public void One_id_that_is_no_canonical_integer_makes_all_of_them_texts(string other)
    {
        (IdMap map, _) = Column("9", "10", other, "9").Finish();

        Assert.False(map.IsInteger);
        Assert.Equal(new[] { "10", "9", other }.Order(StringComparer.Ordinal), Ids(map));
    }

    [Fact]
    public void Texts_are_in_the_order_of_their_bytes()
    {
        string[] ids = ["é", "z", "a", "Z", "aa", "日本", "10", "9", "\U0001F600", "\uFFFD"];

        (IdMap map, _) = Column(ids).Finish();

        Assert.Equal(
            ids.OrderBy(id => Convert.ToHexString(Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal),
            Ids(map)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    [InlineData(-5000)]
    [InlineData(long.MaxValue - 100_000)]
    public void Every_integer_keeps_its_number(long first)
    {
        IdColumn column = new();
        int[] numbers = [.. Enumerable.Range(0, 5000).Select(i => column.Add(first + (i * 17L)))];

        Assert.Equal(Enumerable.Range(0, 5000), numbers);
        Assert.Equal(numbers, Enumerable.Range(0, 5000).Select(i => column.Add(first + (i * 17L))));
        Assert.Equal(5000, column.Count);
    }

    [Fact]
    public void Numbers_stay_when_integers_turn_into_texts()
    {
        IdColumn column = new();
        for (int i = 0; i < 1000; i++)
            Assert.Equal(i, column.Add(i - 500L));

        Assert.Equal(1000, column.Add("text"u8));

        for (int i = 0; i < 1000; i++)
            Assert.Equal(i, column.Add(Encoding.UTF8.GetBytes($"{i - 500}")));
        Assert.Equal(1000, column.Add(new Id("text")));
        Assert.Equal(0, column.Add(-500L));
    }

    [Theory]
    [InlineData("1,2,3", "3,4,1")]
    [InlineData("1,2,3", "3,x,1")]
    [InlineData("1,x,3", "3,4,1")]
    [InlineData("01,x,3", "01,y,x")]
    public void Adding_another_column_is_adding_its_ids(string first, string second)
    {
        IdColumn ours = Column(first.Split(','));
        IdColumn other = Column(second.Split(','));

        int[] numbers = ours.AddAll(other);

        (IdMap map, int[] rows) = ours.Finish();
        Assert.Equal(second.Split(','), numbers.Select(number => map[rows[number]].ToString()));
        Assert.Equal(first.Split(',').Union(second.Split(',')).Count(), map.Count);
    }

    private static IdColumn Column(params string[] ids)
    {
        IdColumn column = new();
        foreach (string id in ids)
            column.Add(Encoding.UTF8.GetBytes(id));
        return column;
    }

    private static string[] Ids(IdMap map) => [.. Enumerable.Range(0, map.Count).Select(row => map[row].ToString())];
}
