using FastMf.Data;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Data;

public class SampledNegativesTests
{
    private static readonly Ratings _ratings = GridProblems.Ratings(
        new Random(5),
        IdMap.Range(50),
        IdMap.Range(80),
        0.1
    );

    [Theory]
    [InlineData(1, 0f, 0f)]
    [InlineData(3, 2.5f, -1f)]
    [InlineData(1000, 1f, 0f)]
    public void Each_user_has_its_positives_and_so_many_other_items(int perPositive, float positive, float negative)
    {
        Ratings sampled = _ratings.WithSampledNegatives(perPositive, 7, positive, negative);
        Assert.Same(_ratings.Users, sampled.Users);
        Assert.Same(_ratings.Items, sampled.Items);
        int[] occurring = [.. _ratings.ItemRows.ToArray().Distinct()];
        for (int user = 0; user < 50; user++)
        {
            int[] own = [.. Of(_ratings, user).Where(pair => pair.Value >= positive).Select(pair => pair.Item).Order()];
            (int Item, float Value)[] row = Of(sampled, user);
            Assert.Equal(own, row.Where(pair => pair.Value == 1f).Select(pair => pair.Item).Order());
            int[] drawn = [.. row.Where(pair => pair.Value == negative).Select(pair => pair.Item)];
            int rest = own.Length == 0 ? 0 : occurring.Length - own.Length;
            Assert.Equal(Math.Min(perPositive * own.Length, rest), drawn.Length);
            Assert.Equal(drawn.Length, drawn.Distinct().Count());
            Assert.Empty(drawn.Intersect(own));
            Assert.Empty(drawn.Except(occurring));
            Assert.Equal(row.Length, own.Length + drawn.Length);
        }
    }

    [Fact]
    public void Items_are_drawn_alike()
    {
        Ratings one = Ratings.FromRows(
            2,
            40,
            [0, .. Enumerable.Repeat(1, 40)],
            [3, .. Enumerable.Range(0, 40)],
            new float[41]
        );
        int[] counts = new int[40];
        for (ulong seed = 0; seed < 2000; seed++)
        {
            foreach ((int item, float value) in Of(one.WithSampledNegatives(4, seed), 0))
                counts[item] += value == 0f ? 1 : 0;
        }
        Assert.Equal(0, counts[3]);
        double mean = 2000 * 4 / 39.0;
        Assert.All(counts.Where((_, item) => item != 3), n => Assert.InRange(n, 0.7 * mean, 1.3 * mean)); // 4 standard deviations
    }

    [Fact]
    public void The_seed_decides()
    {
        Assert.Equal(_ratings.WithSampledNegatives(2).ItemRows, _ratings.WithSampledNegatives(2, 42).ItemRows);
        Assert.NotEqual(
            _ratings.WithSampledNegatives(2).ItemRows.ToArray(),
            _ratings.WithSampledNegatives(2, 43).ItemRows.ToArray()
        );
        Ratings twice = Ratings.FromRows(1, 3, [0, 0, 0], [1, 1, 2], [1f, 5f, 0f]);
        Assert.Equal([1, 2], twice.WithSampledNegatives(9, positive: 1f).ItemRows);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ratings.WithSampledNegatives(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ratings.WithSampledNegatives(1, positive: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ratings.WithSampledNegatives(1, negativeValue: float.NaN));
        Ratings weighted = Ratings.FromRows(1, 1, [0], [0], [1f], weights: [2f]);
        Assert.Throws<InvalidOperationException>(() => weighted.WithSampledNegatives(1));
    }

    private static (int Item, float Value)[] Of(Ratings ratings, int user) =>
        [
            .. Enumerable
                .Range(0, ratings.Count)
                .Where(k => ratings.UserRows[k] == user)
                .Select(k => (ratings.ItemRows[k], ratings.Values[k])),
        ];
}
