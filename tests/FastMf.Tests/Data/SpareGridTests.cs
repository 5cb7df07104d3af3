using FastMf.Data;
using FastMf.Threads;
using FastMf.Trainers;

namespace FastMf.Tests.Data;

public sealed class SpareGridTests
{
    private static readonly Ratings Board = SyntheticRatings
        .Generate(
            new()
            {
                Users = 300,
                Items = 100,
                Ratings = 6000,
                Rank = 3,
            }
        )
        .Ratings;

    [Fact]
    public void A_grid_that_was_left_is_taken_once()
    {
        Ratings ratings = Copy();
        BlockGrid first = Grid(ratings, new(3, 2));
        Assert.NotSame(first, Grid(ratings, new(3, 2)));
        first.Dispose();
        Assert.Same(first, Grid(ratings, new(3, 2)));
        Assert.NotSame(first, Grid(ratings, new(3, 2)));
    }

    [Fact]
    public void A_grid_of_another_shape_is_cut_anew()
    {
        Ratings ratings = Copy();
        BlockGrid left = Grid(ratings, new(3, 2));
        left.Dispose();
        BlockGrid other = Grid(ratings, new(4, 1));
        BlockGrid expected = Grid(Copy(), new(4, 1));
        for (int p = 0; p < 4; p++)
        for (int q = 0; q < 4; q++)
            Assert.Equal(expected.Entries(p, q).ToArray(), other.Entries(p, q).ToArray());
        GC.KeepAlive(left);
    }

    [Fact]
    public void Fits_one_after_the_other_give_the_bits_of_a_first_one()
    {
        Ratings ratings = Copy();
        SgdTrainer trainer = new(new() { Rank = 8, Epochs = 3 });
        float[] first = trainer.Fit(ratings).Model.UserFactors[7].ToArray();
        Assert.Equal(first, trainer.Fit(ratings).Model.UserFactors[7].ToArray());
        new SgdTrainer(new() { Shape = new(2, 3) }).Fit(ratings);
        Assert.Equal(first, trainer.Fit(ratings).Model.UserFactors[7].ToArray());
    }

    /// <summary>The same ratings with nothing kept for the next fit.</summary>
    private static Ratings Copy() => Board.Transpose().Transpose();

    private static BlockGrid Grid(Ratings ratings, GridShape shape)
    {
        using WorkerTeam team = new(2);
        int[] users = new int[ratings.Users.Count];
        int[] items = new int[ratings.Items.Count];
        foreach (int user in ratings.UserRows)
            users[user]++;
        foreach (int item in ratings.ItemRows)
            items[item]++;
        return BlockGrid.Of(ratings, users, items, shape, team);
    }
}
