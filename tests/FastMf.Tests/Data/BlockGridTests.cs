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
        BlockGrid grid = Grid(ratings, 2);
        Assert.True(grid.ItemStrips > 3);
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

    [Theory]
    [InlineData(100, 10, 10, 16, 1)]
    [InlineData(90_000, 600, 9_000, 32, 9)]
    [InlineData(18_000_000, 138_000, 26_700, 32, 40)]
    [InlineData(18_000_000, 138_000, 26_700, 512, 53)]
    [InlineData(1_000, 900, 60_000, 2048, 7)]
    [InlineData(1_000, 900, 134_217_728, 16, 4096)]
    [InlineData(180_000_000, 1_380_000, 267_000, 64, 66)]
    public void The_number_of_strips_follows_the_data(int ratings, int users, int items, int stride, int strips) =>
        Assert.Equal(strips, BlockGrid.ChooseStrips(ratings, users, items, stride));

    [Theory]
    [InlineData(100_000, 10, 1)]
    [InlineData(1_000_000, 16, 1)]
    [InlineData(2_000_000, 16, 3)]
    [InlineData(18_000_000, 40, 4)]
    [InlineData(18_000_000, 100, 1)]
    public void Users_are_dealt_into_groups_where_blocks_stay_worth_their_while(int ratings, int strips, int groups) =>
        Assert.Equal(groups, BlockGrid.ChooseGroups(ratings, strips));

    [Fact]
    public void More_rows_than_strips_hold_are_refused() =>
        Assert.Throws<ArgumentException>(() => BlockGrid.ChooseStrips(1_000, 900, 134_217_729, 16));

    private static BlockGrid Grid(Ratings ratings, int threads)
    {
        using WorkerTeam team = new(threads);
        int[] users = new int[ratings.Users.Count];
        int[] items = new int[ratings.Items.Count];
        foreach (int user in ratings.UserRows)
            users[user]++;
        foreach (int item in ratings.ItemRows)
            items[item]++;
        return new BlockGrid(ratings, users, items, 32, team);
    }
}
