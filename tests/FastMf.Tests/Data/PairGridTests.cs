using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Threads;

namespace FastMf.Tests.Data;

/// <summary>The blocks of pairwise training, and what is drawn in them.</summary>
public class PairGridTests
{
    private static readonly Ratings Ratings = Boards.Planted(users: 90, items: 70, count: 1_800);
    private static readonly SparseMatrix Positives = new PairwiseFeedback { Positive = 3f }.Positives(
        SparseMatrix.FromRatings(Ratings)
    );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(5, 1)]
    [InlineData(90, 9)]
    public void Each_pair_is_in_one_block_with_its_strip_in_the_order_of_users(int userStrips, int itemStrips)
    {
        int[] candidates = [.. Enumerable.Range(0, Ratings.Items.Count)];
        PairGrid grid = new(Positives, candidates, null, userStrips, itemStrips);
        using WorkerTeam team = new(2);
        List<string> strips = [];
        for (ulong epoch = 1; epoch <= 3; epoch++)
        {
            grid.Begin(42, epoch, team);
            List<(int, int)> seen = [];
            for (int block = 0; block < userStrips * itemStrips; block++)
            {
                int[] users = grid.UsersOf(block).ToArray();
                int[] items = grid.ItemsOf(block).ToArray();
                (int User, int Item)[] pairs = [.. users.Zip(items)];
                Assert.Equal(pairs.Order(), pairs);
                HashSet<int> pool = Pool(grid, block % itemStrips);
                Assert.All(items, item => Assert.Contains(item, pool));
                Assert.Equal(seen.Count, grid.First(block));
                seen.AddRange(pairs);
            }
            (int, int)[] all =
            [
                .. Enumerable
                    .Range(0, Positives.RowCount)
                    .SelectMany(user => Positives.ColumnsOf(user).ToArray().Select(item => (user, item))),
            ];
            Assert.Equal(all.Order(), seen.Order());
            Assert.Equal(
                candidates,
                Enumerable.Range(0, itemStrips).SelectMany(strip => Pool(grid, strip)).Order().ToArray()
            );
            strips.Add(string.Join(',', Pool(grid, 0).Order()));
        }
        Assert.Equal(itemStrips == 1 ? 1 : 3, strips.Distinct().Count());
    }

    [Fact]
    public void Draws_follow_the_weights_and_avoid_what_they_should()
    {
        int[] items = [3, 5, 8, 9];
        int[] weights = [0, 0, 0, 1, 0, 2, 0, 0, 4, 1];
        long[] upTo = new long[4];
        ItemPool.SumUp(items, weights, upTo);
        AssertShares(new(items, default), [], [0.25, 0.25, 0.25, 0.25]);
        AssertShares(new(items, upTo), [], [1 / 8.0, 2 / 8.0, 4 / 8.0, 1 / 8.0]);
        AssertShares(new(items, default), [5], [1 / 3.0, 0, 1 / 3.0, 1 / 3.0]);
        AssertShares(new(items, upTo), [8], [1 / 4.0, 2 / 4.0, 0, 1 / 4.0]);
        Assert.False(new ItemPool(items, upTo).TryDraw(items, 1, 2, 3, out int none));
        Assert.Equal(-1, none);

        void AssertShares(ItemPool pool, int[] avoid, double[] shares)
        {
            const int Draws = 20_000;
            int[] counts = new int[10];
            int drawn = 0;
            for (ulong k = 0; k < Draws; k++)
            {
                if (!pool.TryDraw(avoid, 7, 1, k, out int item))
                    continue;
                counts[item]++;
                drawn++;
            }
            Assert.InRange(drawn, 0.99 * Draws, Draws); // half are met again at most, eight times in a row one in 256
            for (int k = 0; k < items.Length; k++)
                Assert.Equal(shares[k], (double)counts[items[k]] / drawn, 0.015);
        }
    }

    private static HashSet<int> Pool(PairGrid grid, int strip)
    {
        HashSet<int> items = [];
        ItemPool pool = grid.Pool(strip);
        for (int k = 0; k < pool.Count; k++)
            items.Add(pool.Draw((ulong)(((k + 0.5) / pool.Count) * Math.ScaleB(1, 64))));
        return items;
    }
}
