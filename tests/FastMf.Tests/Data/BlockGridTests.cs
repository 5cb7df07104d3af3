using FastMf.Data;
using FastMf.Kernels;
using FastMf.Tests.Contracts;
using FastMf.Threads;

namespace FastMf.Tests.Data;

public sealed class BlockGridTests
{
    [Fact]
    public void Every_rating_is_in_the_block_of_its_strips_once()
    {
        Ratings ratings = Boards.Planted(users: 500, items: 300, count: 30_000);
        BlockGrid grid = Grid(ratings, 2, groups: 3);
        Assert.Equal((15, 5), (grid.UserStrips, grid.ItemStrips));
        List<(int User, int Item, float Value)> found = [];
        for (int p = 0; p < grid.UserStrips; p++)
        for (int q = 0; q < grid.ItemStrips; q++)
            foreach (SgdEntry entry in grid.Entries(p, q))
                found.Add(
                    (
                        grid.Users.Rows[grid.Users.Start(p) + entry.User],
                        grid.Items.Rows[grid.Items.Start(q) + entry.Item],
                        entry.Value
                    )
                );
        List<(int, int, float)> expected = [];
        for (int k = 0; k < ratings.Count; k++)
            expected.Add((ratings.UserRows[k], ratings.ItemRows[k], ratings.Values[k]));
        found.Sort();
        expected.Sort();
        Assert.Equal(expected, found);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        Ratings ratings = Boards.Planted(users: 500, items: 300, count: 30_000);
        BlockGrid one = Grid(ratings, 1);
        BlockGrid seven = Grid(ratings, 7);
        for (int p = 0; p < one.UserStrips; p++)
        for (int q = 0; q < one.ItemStrips; q++)
            Assert.Equal(one.Entries(p, q).ToArray(), seven.Entries(p, q).ToArray());
    }

    [Fact]
    public void A_blocks_ratings_come_from_four_parts_in_turns_each_ordered_by_user()
    {
        BlockGrid grid = Grid(Boards.Planted(users: 500, items: 300, count: 30_000), 1);
        SgdEntry[] entries = grid.Entries(0, 0).ToArray();
        int full = entries.Length / 4 * 4;
        for (int lane = 0; lane < 4; lane++)
        for (int k = lane + 4; k < full; k += 4)
            Assert.True(entries[k - 4].User <= entries[k].User);
        Assert.True(entries[3].User > entries[0].User);
    }

    [Fact]
    public void Weights_stay_with_their_ratings()
    {
        int[] users = [.. Enumerable.Range(0, 4000).Select(k => k % 70)];
        int[] items = [.. Enumerable.Range(0, 4000).Select(k => k % 61)];
        float[] values = [.. Enumerable.Range(0, 4000).Select(k => (float)k)];
        Ratings ratings = Ratings.FromRows(70, 61, users, items, values, default, values);
        BlockGrid grid = Grid(ratings, 2);
        for (int p = 0; p < grid.UserStrips; p++)
        for (int q = 0; q < grid.ItemStrips; q++)
            Assert.Equal(grid.Entries(p, q).ToArray().Select(entry => entry.Value), grid.Weights(p, q).ToArray());
    }

    [Fact]
    public void Ratings_that_stand_user_after_user_are_cut_like_others()
    {
        Ratings mixed = Boards.Planted(users: 500, items: 300, count: 30_000);
        int[] order = [.. Enumerable.Range(0, mixed.Count).OrderBy(k => mixed.UserRows[k])]; // stable
        Assert.NotEqual(order, order.Order());
        float[] weights = [.. Enumerable.Range(0, mixed.Count).Select(k => (float)k)];
        BlockGrid expected = Grid(Pick(mixed, [.. order.Order()], weights), 3, groups: 2);
        BlockGrid byUser = Grid(Pick(mixed, order, weights), 3, groups: 2);
        for (int p = 0; p < expected.UserStrips; p++)
        for (int q = 0; q < expected.ItemStrips; q++)
        {
            Assert.Equal(expected.Entries(p, q).ToArray(), byUser.Entries(p, q).ToArray());
            Assert.Equal(expected.Weights(p, q).ToArray(), byUser.Weights(p, q).ToArray());
        }
    }

    [Fact]
    public void Turns_are_the_places_of_an_interleaving_one_after_the_other()
    {
        for (int length = 0; length < 40; length++)
        {
            Interleaving places = new(length);
            Turns turns = new(100, length);
            for (int position = 0; position < length; position++)
                Assert.Equal(100 + places.Of(position), turns.Next());
        }
    }

    [Fact]
    public void Strips_carry_about_equal_numbers_of_ratings_and_no_empty_rows()
    {
        int[] counts = [.. Enumerable.Range(0, 2000).Select(row => row % 10 == 0 ? 0 : 20_000 / (row + 1) + 1)];
        RowStrips strips = new(counts, 8);
        Assert.Equal(1800, strips.Count);
        Assert.Equal(1800, strips.Rows.ToArray().Distinct().Count());
        long total = counts.Sum(n => (long)n);
        for (int s = 0; s < 8; s++)
        {
            int[] rows = strips.Rows.Slice(strips.Start(s), strips.Length(s)).ToArray();
            Assert.InRange(rows.Sum(row => (long)counts[row]), total / 8 - 1 - total / 80, total / 8 + 1 + total / 80);
            Assert.All(rows, row => Assert.Equal((uint)s, strips.Places[row] >> 16));
        }
    }

    private static Ratings Pick(Ratings from, int[] order, float[] weights) =>
        Ratings.FromRows(
            from.Users.Count,
            from.Items.Count,
            [.. order.Select(k => from.UserRows[k])],
            [.. order.Select(k => from.ItemRows[k])],
            [.. order.Select(k => from.Values[k])],
            default,
            [.. order.Select(k => weights[k])]
        );

    private static BlockGrid Grid(Ratings ratings, int threads, int groups = 1)
    {
        using WorkerTeam team = new(threads);
        int[] users = new int[ratings.Users.Count];
        int[] items = new int[ratings.Items.Count];
        foreach (int user in ratings.UserRows)
            users[user]++;
        foreach (int item in ratings.ItemRows)
            items[item]++;
        return BlockGrid.Of(ratings, users, items, new GridShape(5, groups), team);
    }
}
