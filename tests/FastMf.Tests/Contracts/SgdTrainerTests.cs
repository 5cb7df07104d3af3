using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

public sealed class SgdTrainerTests : TrainerContract
{
    protected override Trainer Create(int rank = 8, int epochs = 10, int threads = 1, ulong seed = 42) =>
        new SgdTrainer(
            new()
            {
                Rank = rank,
                Epochs = epochs,
                Threads = threads,
                Seed = seed,
                InitScale = 0.1f,
                TrackObjective = true,
            }
        );

    private static SgdOptions Tracked(SgdSchedule schedule, float rate) =>
        new()
        {
            Rank = 8,
            Schedule = schedule,
            LearningRate = rate,
            InitScale = 0.1f,
            TrackObjective = true,
        };

    [Theory]
    [InlineData(SgdSchedule.AdaGrad, 0.75f)]
    [InlineData(SgdSchedule.Constant, 0.01f)]
    [InlineData(SgdSchedule.InverseTime, 0.02f)]
    [InlineData(SgdSchedule.BoldDriver, 0.01f)]
    public void Every_schedule_lowers_the_error(SgdSchedule schedule, float rate)
    {
        FitResult fit = new SgdTrainer(Tracked(schedule, rate)).Fit(Boards.Planted());
        Assert.True(fit.History[^1].TrainRmse < 0.8 * fit.History[0].TrainRmse);
    }

    [Fact]
    public void Inverse_time_falls_and_constant_stays()
    {
        FitResult falling = new SgdTrainer(Tracked(SgdSchedule.InverseTime, 0.02f)).Fit(Boards.Planted());
        Assert.Equal(0.02 / 2, falling.History[11].LearningRate, 8);
        FitResult constant = new SgdTrainer(Tracked(SgdSchedule.Constant, 0.02f)).Fit(Boards.Planted());
        Assert.All(constant.History, epoch => Assert.Equal(0.02, epoch.LearningRate));
    }

    [Fact]
    public void The_bold_driver_reacts_to_the_objective()
    {
        FitResult fit = new SgdTrainer(Tracked(SgdSchedule.BoldDriver, 0.05f)).Fit(Boards.Planted());
        for (int epoch = 2; epoch < fit.History.Count; epoch++)
        {
            bool fell = fit.History[epoch - 1].Objective < fit.History[epoch - 2].Objective;
            double factor = fit.History[epoch].LearningRate / fit.History[epoch - 1].LearningRate;
            Assert.Equal(fell ? 1.05 : 0.5, factor, 10);
        }
    }

    [Theory]
    [InlineData(SgdSchedule.Constant, 50f)]
    [InlineData(SgdSchedule.AdaGrad, 1e5f)]
    public void Divergence_names_the_epoch_the_rate_and_both_costs(SgdSchedule schedule, float rate)
    {
        SgdTrainer trainer = new(
            new()
            {
                Schedule = schedule,
                LearningRate = rate,
                Rank = 4,
            }
        );
        DivergedException error = Assert.Throws<DivergedException>(() => trainer.Fit(Boards.Planted()));
        Assert.InRange(error.Epoch, 1, 20);
        Assert.Equal(rate, (float)error.LearningRate);
        Assert.Contains($"epoch {error.Epoch}", error.Message, StringComparison.Ordinal);
        Assert.Contains("data cost", error.Message, StringComparison.Ordinal);
        Assert.Contains("penalty", error.Message, StringComparison.Ordinal);
        Assert.Contains("smaller learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_reported_objective_is_that_of_the_model()
    {
        Ratings ratings = Boards.Planted();
        FitResult fit = new SgdTrainer(new() { TrackObjective = true }).Fit(ratings);
        ObjectiveValue value = ObjectiveFunction.Evaluate(fit.Model, ratings);
        Assert.Equal(fit.History[^1].Objective, value.Total);
        Assert.Equal(fit.History[^1].DataCost, value.DataCost);
        Assert.Equal(fit.History[^1].Penalty, value.Penalty);
    }

    [Fact]
    public void Listening_changes_no_bit()
    {
        (Ratings train, Ratings test) = Boards.Planted().Split(0.2);
        FactorModel silent = new SgdTrainer(new() { Epochs = 5 }).Fit(train).Model;
        FitResult watched = new SgdTrainer(new() { Epochs = 5, TrackObjective = true }).Fit(train, test);
        Assert.Equal(5, watched.BestEpoch);
        Boards.AssertSameBits(silent, watched.Model);
        FitResult validated = new SgdTrainer(new() { Epochs = 1 }).Fit(train, test);
        Assert.All(validated.History, epoch => Assert.Null(epoch.UserNorm));
    }

    [Fact]
    public void Patience_stops_and_without_it_all_epochs_run()
    {
        (Ratings train, Ratings test) = Boards.Planted(noise: 2).Split(0.3);
        SgdOptions options = new()
        {
            Rank = 16,
            Epochs = 80,
            InitScale = 0.1f,
            LearningRate = 1.5f,
            Penalty = Penalty.None,
        };
        FitResult patient = new SgdTrainer(options with { Patience = 3 }).Fit(train, test);
        FitResult all = new SgdTrainer(options).Fit(train, test);
        Assert.Equal(StopReason.Patience, patient.Stopped);
        Assert.Equal(patient.BestEpoch + 3, patient.History[^1].Epoch);
        Assert.Equal(StopReason.Epochs, all.Stopped);
        Assert.Equal(80, all.History[^1].Epoch);
        Assert.Throws<ArgumentException>(() => new SgdTrainer(options with { Patience = 3 }).Fit(train));
    }

    [Fact]
    public void Tolerance_stops_when_little_is_gained()
    {
        SgdOptions options = new() { Epochs = 500, Tolerance = 0.01 };
        FitResult fit = new SgdTrainer(options).Fit(Boards.Planted());
        Assert.Equal(StopReason.Tolerance, fit.Stopped);
        Assert.True(fit.History[^1].Epoch < 500);
    }

    [Fact]
    public void Non_negative_factors_are_not_negative()
    {
        FitResult fit = new SgdTrainer(new() { NonNegative = true, InitScale = 0.1f }).Fit(Boards.Planted());
        for (int i = 0; i < fit.Model.UserFactors.Rows; i++)
            Assert.All(fit.Model.UserFactors[i].ToArray(), x => Assert.True(x >= 0f));
        for (int j = 0; j < fit.Model.ItemFactors.Rows; j++)
            Assert.All(fit.Model.ItemFactors[j].ToArray(), x => Assert.True(x >= 0f));
    }

    [Fact]
    public void Without_biases_a_prediction_is_the_dot_product()
    {
        FactorModel model = new SgdTrainer(
            new()
            {
                Bias = false,
                InitScale = 0.3f,
                Rank = 8,
                Epochs = 40,
            }
        ).Fit(Boards.Planted()).Model;
        Assert.True(model.UserBias.IsEmpty && model.ItemBias.IsEmpty);
        float dot = 0;
        for (int f = 0; f < 8; f++)
            dot += model.UserFactors[3][f] * model.ItemFactors[4][f];
        Assert.Equal(dot, model.Predict(3, 4), 4);
        Assert.Equal(model.Info.Mean, model.Predict(-1, 4));
        Assert.Equal((float)Boards.Planted().Mean, model.Info.Mean);
        Assert.InRange(Boards.Rmse(model, Boards.Planted()), 0, 1);
    }

    [Fact]
    public void Hogwild_learns_about_as_well()
    {
        Ratings ratings = Boards.Planted(users: 300, items: 200, count: 20_000);
        (Ratings train, Ratings test) = ratings.Split(0.1);
        double blocked = Boards.Rmse(new SgdTrainer(new() { Threads = 2 }).Fit(train).Model, test);
        SgdOptions racing = new() { Threads = 2, Parallel = SgdParallel.Hogwild };
        double hogwild = Boards.Rmse(new SgdTrainer(racing).Fit(train).Model, test);
        Assert.InRange(hogwild / blocked, 0.95, 1.05);
    }

    [Fact]
    public void A_weight_of_two_is_a_rating_given_twice_in_the_data_cost()
    {
        float[] ones = [1f, 1f, 1f];
        float[] twos = [2f, 2f, 2f];
        SgdOptions options = new()
        {
            Rank = 2,
            TrackObjective = true,
            Epochs = 0,
        };
        FitResult light = new SgdTrainer(options).Fit(
            Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [1f, 2f, 3f], default, ones)
        );
        FitResult heavy = new SgdTrainer(options).Fit(
            Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [1f, 2f, 3f], default, twos)
        );
        Assert.Equal(2 * light.History[0].DataCost, heavy.History[0].DataCost);
        Assert.Equal(light.History[0].Penalty, heavy.History[0].Penalty);
    }

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Bad_options_are_refused_by_name(SgdOptions options, string name) =>
        Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => new SgdTrainer(options)).ParamName);

    public static TheoryData<SgdOptions, string> BadOptions() =>
        new()
        {
            {
                new SgdOptions { Rank = 0 },
                "Rank"
            },
            {
                new SgdOptions { Rank = 65_537 },
                "Rank"
            },
            {
                new SgdOptions { Epochs = -1 },
                "Epochs"
            },
            {
                new SgdOptions { Threads = -1 },
                "Threads"
            },
            {
                new SgdOptions { LearningRate = 0f },
                "LearningRate"
            },
            {
                new SgdOptions { LearningRate = float.NaN },
                "LearningRate"
            },
            {
                new SgdOptions { LearningRate = float.PositiveInfinity },
                "LearningRate"
            },
            {
                new SgdOptions { PenaltyExponent = 2f },
                "PenaltyExponent"
            },
            {
                new SgdOptions { InitScale = -1f },
                "InitScale"
            },
            {
                new SgdOptions { Patience = 0 },
                "Patience"
            },
            {
                new SgdOptions { Tolerance = -0.1 },
                "Tolerance"
            },
            {
                new SgdOptions { Schedule = (SgdSchedule)9 },
                "Schedule"
            },
            {
                new SgdOptions { Penalty = null! },
                "Penalty"
            },
        };
}
