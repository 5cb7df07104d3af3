using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.IO;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Models;

/// <summary>The baselines against their formulas.</summary>
public class BaselineTests
{
    private static readonly Ratings _train = GridProblems.Ratings(new Random(7), IdMap.Range(40), IdMap.Range(30), 0.2);

    [Theory]
    [InlineData(1, 0f, 0.5f)]
    [InlineData(5, 10f, 2f)]
    [InlineData(100, 0f, 2f)]
    public void Neighbours_score_as_the_formula_says(int k, float shrinkage, float positive)
    {
        HashSet<int>[] users = [.. Enumerable.Range(0, 30).Select(item => UsersOf(item, positive))];
        ItemNeighbors neighbors = ItemNeighbors.Of(
            _train,
            new()
            {
                Neighbors = k,
                Shrinkage = shrinkage,
                Positive = positive,
                Threads = 3,
            }
        );
        float[] scores = new float[30];
        for (int user = 0; user < 40; user++)
        {
            neighbors.ScoreItems(user, scores);
            for (int item = 0; item < 30; item++)
            {
                double expected = 0;
                foreach (int other in Nearest(item))
                    expected += users[other].Contains(user) ? Similarity(item, other) : 0;
                Assert.Equal(expected, scores[item], 1e-5);
            }
        }

        int[] Nearest(int item) =>
            [
                .. Enumerable
                    .Range(0, 30)
                    .Where(other => other != item && users[other].Overlaps(users[item]))
                    .OrderByDescending(other => Similarity(item, other))
                    .ThenBy(other => other)
                    .Take(k),
            ];

        float Similarity(int i, int j) =>
            (float)(
                users[i].Intersect(users[j]).Count() / (Math.Sqrt((double)users[i].Count * users[j].Count) + shrinkage)
            );
    }

    [Fact]
    public void Other_users_are_scored_by_their_own_history()
    {
        ItemNeighbors neighbors = ItemNeighbors.Of(_train);
        Ratings history = Ratings.From([new(500, 3, 1f), new(500, 8, 1f), new(500, 99, 1f), new(501, 99, 1f)]);
        ItemNeighbors others = neighbors.WithUsers(history);
        (float[] three, float[] eight, float[] both) = (new float[30], new float[30], new float[30]);
        neighbors.WithUsers(Ratings.From([new(1, 3, 1f)])).ScoreItems(0, three);
        neighbors.WithUsers(Ratings.From([new(1, 8, 1f)])).ScoreItems(0, eight);
        others.ScoreItems(0, both);
        Assert.Equal(three.Zip(eight, (x, y) => x + y), both);
        others.ScoreItems(1, both); // nothing known is among its items
        Assert.Equal(Enumerable.Range(0, 30).Select(item => (float)UsersOf(item, 0f).Count), both);
        others.ScoreItems(-1, three);
        Assert.Equal(both, three);
    }

    [Fact]
    public void The_most_popular_are_those_with_most_positives_for_everybody()
    {
        FactorModel popular = MostPopular.Of(_train, 3f);
        float[] scores = new float[30];
        foreach (int user in (int[])[-1, 0, 17])
        {
            popular.ScoreItems(user, scores);
            Assert.Equal(Enumerable.Range(0, 30).Select(item => (float)UsersOf(item, 3f).Count), scores);
        }
        using TemporaryFolder folder = new();
        popular.Save(folder["m"]);
        Assert.Equal(popular.ItemBias, ModelFile.Load(folder["m"]).ItemBias);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ItemNeighbors.Of(_train, new() { Neighbors = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ItemNeighbors.Of(_train, new() { Shrinkage = -1f }));
        ItemNeighbors neighbors = ItemNeighbors.Of(_train);
        Assert.Throws<ArgumentOutOfRangeException>(() => neighbors.ScoreItems(40, new float[30]));
        Assert.Throws<ArgumentException>(() => neighbors.ScoreItems(0, new float[31]));
    }

    private static HashSet<int> UsersOf(int item, float positive) =>
        [
            .. Enumerable
                .Range(0, _train.Count)
                .Where(k => _train.ItemRows[k] == item && _train.Values[k] >= positive)
                .Select(k => _train.UserRows[k]),
        ];
}
