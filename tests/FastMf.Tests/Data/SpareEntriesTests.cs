using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Tests.Data;

public sealed class SpareEntriesTests
{
    [Fact]
    public void An_array_that_was_left_is_taken_once()
    {
        SpareEntries spare = new();
        SgdEntry[] first = spare.Take(1000);
        Assert.Equal(1000, first.Length);
        spare.Leave(first);
        Assert.Same(first, spare.Take(1000));
        SgdEntry[] second = spare.Take(1000);
        Assert.NotSame(first, second);
        Assert.Equal(1000, second.Length);
        GC.KeepAlive(first);
    }

    [Fact]
    public void Two_fits_to_the_same_ratings_give_the_same_bits_as_one()
    {
        Ratings ratings = SyntheticRatings
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
        FastMf.Trainers.SgdTrainer trainer = new(new() { Rank = 8, Epochs = 3 });
        float[] first = trainer.Fit(ratings).Model.UserFactors[7].ToArray();
        Assert.Equal(first, trainer.Fit(ratings).Model.UserFactors[7].ToArray());
    }
}
