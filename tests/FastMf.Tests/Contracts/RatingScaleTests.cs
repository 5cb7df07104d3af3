using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Tests.Contracts;

/// <summary>Ratings of any size can be learned from by default: percentages, click rates, and what else there is.</summary>
public class RatingScaleTests
{
    public static TheoryData<double> Scales => [1e10, 1e3, 1e-2, 1e-3, 1e-4, 1e-6, 1e-10, 1e-20, 1e-30, 1e-37];

    [Theory]
    [MemberData(nameof(Scales))]
    public void Defaults_do_not_diverge_and_no_sound_prediction_is_worse_than_the_mean(double scale)
    {
        Ratings ratings = Scaled(scale);
        FactorModel model = new SgdTrainer(new() { Threads = 2 }).Fit(ratings).Model;
        double deviation = Boards.Rmse(
            new SgdTrainer(new() { Epochs = 0, InitScale = 0f }).Fit(ratings).Model,
            ratings
        );
        double ofFirstFactors = Math.Sqrt(model.Rank) * Math.Pow(new SgdOptions().InitScale, 2);
        Assert.InRange(Boards.Rmse(model, ratings), 0, Math.Max(deviation, 1e-4 * ofFirstFactors));
    }

    /// <summary>The first prediction is then below anything that single precision can square.</summary>
    [Fact]
    public void Nor_do_tiny_ratings_with_tiny_first_factors()
    {
        SgdOptions options = new() { InitScale = 1e-17f, Penalty = Penalty.L2(1e-32f) };
        Assert.InRange(Boards.Rmse(new SgdTrainer(options).Fit(Scaled(1e-30)).Model, Scaled(1e-30)), 0, 4e-30);
    }

    /// <summary>The best factors are 0 then, and are reached instead of being thrown from side to side.</summary>
    [Theory]
    [InlineData(30f)]
    [InlineData(1000f)]
    public void A_penalty_that_is_far_too_strong_leaves_no_factors(float lambda)
    {
        FactorModel model = new SgdTrainer(new() { Penalty = Penalty.L2(lambda) }).Fit(Scaled(1)).Model;
        for (int row = 0; row < model.UserFactors.Rows; row++)
            Assert.All(model.UserFactors[row].ToArray(), x => Assert.InRange(x, -1e-6f, 1e-6f));
    }

    private static Ratings Scaled(double scale)
    {
        Ratings ratings = Boards.Planted();
        float[] values = [.. ratings.Values.ToArray().Select(value => (float)(scale * value))];
        return Ratings.FromRows(ratings.Users.Count, ratings.Items.Count, ratings.UserRows, ratings.ItemRows, values);
    }
}
