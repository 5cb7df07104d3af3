using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

public sealed class AlsTrainerTests : TrainerContract
{
    /// <summary>With a penalty that lets it overfit.</summary>
    protected override Trainer Create(int rank = 8, int epochs = 10, int threads = 1, ulong seed = 42) =>
        new AlsTrainer(
            new()
            {
                Rank = rank,
                Epochs = epochs,
                Threads = threads,
                Seed = seed,
                Penalty = Penalty.L2(0.1f),
                BiasPenalty = new L2Penalty(0.02f, 0.02f),
                TrackObjective = true,
            }
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void The_number_of_threads_changes_no_bit_of_non_negative_factors(int threads)
    {
        Ratings ratings = Boards.Planted(users: 300, items: 200, count: 12_000);
        AlsOptions options = new()
        {
            Rank = 20,
            Epochs = 4,
            NonNegative = true,
        };
        FactorModel model = new AlsTrainer(options with { Threads = threads }).Fit(ratings).Model;
        Boards.AssertSameBits(new AlsTrainer(options with { Threads = 3 }).Fit(ratings).Model, model);
        for (int i = 0; i < model.UserFactors.Rows; i++)
            Assert.All(model.UserFactors[i].ToArray(), x => Assert.True(x >= 0f));
        for (int j = 0; j < model.ItemFactors.Rows; j++)
            Assert.All(model.ItemFactors[j].ToArray(), x => Assert.True(x >= 0f));
    }

    [Fact]
    public void The_last_reported_objective_is_that_of_the_model_and_there_is_no_step_size()
    {
        Ratings ratings = Boards.Planted();
        FitResult fit = new AlsTrainer(new() { TrackObjective = true }).Fit(ratings);
        ObjectiveValue value = ObjectiveFunction.Evaluate(fit.Model, ratings);
        Assert.Equal(fit.History[^1].Objective, value.Total);
        Assert.All(fit.History, epoch => Assert.Equal(double.NaN, epoch.LearningRate));
        Assert.Equal("als", fit.Model.Info.Options["solver"]);
    }

    [Fact]
    public void Without_biases_a_prediction_is_the_dot_product()
    {
        AlsOptions options = new() { Bias = false, Rank = 4 };
        FactorModel model = new AlsTrainer(options).Fit(Boards.Planted()).Model;
        Assert.True(model.UserBias.IsEmpty && model.ItemBias.IsEmpty);
        Assert.InRange(Boards.Rmse(model, Boards.Planted()), 0, 1);
    }

    [Fact]
    public void Numbers_that_run_off_are_named_and_no_step_size_is_blamed()
    {
        Ratings huge = Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [3e38f, -3e38f, 3e38f]);
        DivergedException error = Assert.Throws<DivergedException>(() => new AlsTrainer().Fit(huge));
        Assert.Contains("epoch 1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "rate",
            error.Message.Replace("ratings", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Options_that_do_not_suit_are_refused_by_name()
    {
        Assert.Equal("Rank", Refused(new() { Rank = AlsOptions.MaxRank + 1 }));
        Assert.Equal("Epochs", Refused(new() { Epochs = -1 }));
        Assert.Equal("InitScale", Refused(new() { InitScale = -1f }));
        Assert.Equal("PenaltyExponent", Refused(new() { PenaltyExponent = 2f }));

        static string? Refused(AlsOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => new AlsTrainer(options)).ParamName;
    }

    [RealDataFact]
    public void On_MovieLens_it_gets_below_the_best_of_gradient_descent_in_fewer_than_15_epochs()
    {
        Ratings ratings = RatingsReader.Read(
            Path.Combine(RealDataFactAttribute.Folder, "ml-latest-small", "ratings.csv")
        );
        Penalty penalty = Penalty.L2(0.1f);
        L2Penalty biasPenalty = new(0.02f, 0.02f);
        double best = double.PositiveInfinity;
        foreach (float rate in (float[])[0.4f, 0.8f])
        {
            FitResult sgd = new SgdTrainer(
                new()
                {
                    Rank = 16,
                    Epochs = 100,
                    LearningRate = rate,
                    InitScale = 0.1f,
                    Penalty = penalty,
                    BiasPenalty = biasPenalty,
                    TrackObjective = true,
                }
            ).Fit(ratings);
            best = Math.Min(best, sgd.History.Min(epoch => epoch.Objective!.Value));
        }
        FitResult als = new AlsTrainer(
            new()
            {
                Rank = 16,
                Epochs = 14,
                Penalty = penalty,
                BiasPenalty = biasPenalty,
                TrackObjective = true,
            }
        ).Fit(ratings);
        Assert.True(als.History[^1].Objective <= best, $"ALS {als.History[^1].Objective}, SGD {best}");
    }
}
