using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Optimizers;
using FastMf.Tests.Reference;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

public sealed class GradientTrainerTests : TrainerContract
{
    public static TheoryData<int> Optimizers => OptimizerVariants.Indices;

    protected override Trainer Create(int rank = 8, int epochs = 10, int threads = 1, ulong seed = 42) =>
        new GradientTrainer(
            new()
            {
                Rank = rank,
                Epochs = epochs,
                Threads = threads,
                Seed = seed,
                LearningRate = 0.05f,
                BatchSize = 300,
                Penalty = Penalty.L2(0.1f),
                TrackObjective = true,
            }
        );

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_on_J_equals_the_plain_computation(int index) =>
        DescentCase.AssertLikePlain(
            new()
            {
                Optimizer = OptimizerVariants.All[index],
                LearningRate = 0.01f,
                Penalty = Penalty.L2(0.3f, 0.7f),
                BiasPenalty = new(0.2f, 0.4f),
                BatchSize = index % 2 == 0 ? null : 17,
                Reduction = index % 3 == 0 ? Reduction.Mean : Reduction.Sum,
            }
        );

    [Theory]
    [InlineData(0f, false)]
    [InlineData(0.5f, false)]
    [InlineData(1f, false)]
    [InlineData(0f, true)]
    [InlineData(0.5f, true)]
    [InlineData(1f, true)]
    public void Gradient_descent_on_J_equals_the_plain_computation(float exponent, bool mean)
    {
        foreach (int? batch in new int?[] { null, 7, 1000 })
        foreach (bool bias in new[] { true, false })
        foreach (bool penalty in new[] { true, false })
            DescentCase.AssertLikePlain(
                new()
                {
                    Optimizer = new Sgd(),
                    LearningRate = mean ? 0.1f : 0.004f,
                    Schedule = bias ? GradientSchedule.Constant : GradientSchedule.InverseTime,
                    Penalty = penalty ? Penalty.L2(0.3f, 0.05f) : Penalty.None,
                    BiasPenalty = penalty ? new(0.2f, 0.1f) : new(0f, 0f),
                    PenaltyExponent = exponent,
                    Reduction = mean ? Reduction.Mean : Reduction.Sum,
                    BatchSize = batch,
                    Bias = bias,
                }
            );
    }

    [Fact]
    public void Factors_kept_at_0_or_above_equal_the_plain_computation()
    {
        FactorModel model = DescentCase.AssertLikePlain(
            new()
            {
                Optimizer = new Sgd(),
                LearningRate = 0.01f,
                NonNegative = true,
            }
        );
        Assert.InRange(model.UserFactors.ZeroShare(), 0.01, 0.99); // some were kept there
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.8)]
    public void Weight_decay_is_the_L2_term_of_J_for_sgd(double momentum)
    {
        Sgd sgd = new() { Momentum = momentum };
        double[] decay = Trained(sgd with { WeightDecay = 0.3 }, 0f);
        double[] penalty = Trained(sgd, 0.3f);
        Assert.True(DescentCase.Distance(Trained(sgd, 0f), penalty) > 1e-2);
        Assert.InRange(DescentCase.Distance(decay, penalty), 0, 1e-5);
    }

    [Fact]
    public void For_adam_the_L2_term_and_decoupled_decay_differ()
    {
        double[] penalty = Trained(new Adam(), 0.3f);
        Assert.InRange(DescentCase.Distance(Trained(new Adam { WeightDecay = 0.3 }, 0f), penalty), 0, 1e-5);
        Assert.True(DescentCase.Distance(Trained(new AdamW { WeightDecay = 0.3 }, 0f), penalty) > 1e-2);
    }

    [Fact]
    public void Weight_decay_is_no_part_of_J()
    {
        GradientOptions options = new()
        {
            TrackObjective = true,
            Optimizer = new Sgd { WeightDecay = 0.5 },
        };
        FitResult fit = new GradientTrainer(options with { LearningRate = 1e-3f }).Fit(DescentCase.Ratings());
        Assert.All(fit.History, epoch => Assert.Equal(0, epoch.Penalty));
    }

    [Fact]
    public void Batches_are_shuffled_anew_unless_told_not_to()
    {
        GradientOptions options = Small with { BatchSize = 10 };
        double[] shuffled = Flat(options);
        double[] inOrder = Flat(options with { Shuffle = false });
        Assert.True(DescentCase.Distance(shuffled, inOrder) > 1e-4);
        Assert.Equal(shuffled, Flat(options));
        Assert.Equal(inOrder, Flat(options with { Shuffle = false, Seed = 7 }));
        Assert.NotEqual(shuffled, Flat(options with { Seed = 7 }));

        static double[] Flat(GradientOptions options) =>
            PlainDescent.Flat(
                new GradientTrainer(options).Fit(DescentCase.Ratings(), null, DescentCase.Start(options.Bias)).Model
            );
    }

    [Fact]
    public void A_batch_of_all_ratings_is_the_full_batch()
    {
        Ratings ratings = DescentCase.Ratings();
        FactorModel full = new GradientTrainer(Small).Fit(ratings).Model;
        foreach (int size in new[] { ratings.Count, int.MaxValue })
            Boards.AssertSameBits(full, new GradientTrainer(Small with { BatchSize = size }).Fit(ratings).Model);
    }

    [Fact]
    public void A_row_without_ratings_is_left_to_weight_decay_alone()
    {
        FactorModel start = DescentCase.Start(true);
        FactorModel plain = new GradientTrainer(Small with { Penalty = Penalty.L2(1f) })
            .Fit(DescentCase.Ratings(), null, start)
            .Model;
        Assert.Equal(
            start.UserFactors[DescentCase.Users - 1].ToArray(),
            plain.UserFactors[DescentCase.Users - 1].ToArray()
        );
        GradientOptions decaying = Small with { Optimizer = new Sgd { WeightDecay = 1 } };
        FactorModel decayed = new GradientTrainer(decaying).Fit(DescentCase.Ratings(), null, start).Model;
        float expected = start.UserFactors[DescentCase.Users - 1][0] * (float)Math.Pow(0.99, Small.Epochs);
        Assert.Equal(expected, decayed.UserFactors[DescentCase.Users - 1][0], 1e-5f);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(20)]
    public void A_rate_too_high_diverges_and_names_the_epoch(int? batch)
    {
        GradientOptions wild = new()
        {
            Optimizer = new Sgd(),
            LearningRate = 10f,
            BatchSize = batch,
            Epochs = 100,
        };
        DivergedException error = Assert.Throws<DivergedException>(() =>
            new GradientTrainer(wild).Fit(DescentCase.Ratings())
        );
        Assert.InRange(error.Epoch, 1, 20);
        Assert.Equal(10, error.LearningRate);
    }

    [Fact]
    public void Inverse_time_falls_and_constant_stays_as_it_was_given()
    {
        FitResult falling = new GradientTrainer(
            Small with
            {
                Schedule = GradientSchedule.InverseTime,
                Epochs = 11,
            }
        ).Fit(DescentCase.Ratings());
        Assert.Equal(0.01 / 2, falling.History[^1].LearningRate);
        Assert.All(
            new GradientTrainer(Small).Fit(DescentCase.Ratings()).History,
            epoch => Assert.Equal(0.01, epoch.LearningRate)
        );
    }

    [Fact]
    public void Patience_stops_early()
    {
        (Ratings train, Ratings test) = Boards.Planted(noise: 1.5).Split(0.3);
        GradientOptions options = new()
        {
            Rank = 16,
            Epochs = 500,
            LearningRate = 0.05f,
            Patience = 3,
        };
        FitResult fit = new GradientTrainer(options).Fit(train, test);
        Assert.Equal(StopReason.Patience, fit.Stopped);
        Assert.Equal(fit.BestEpoch + 3, fit.History[^1].Epoch);
    }

    [Fact]
    public void The_reduction_is_the_models_and_its_objective_is_the_last_one_reported()
    {
        GradientOptions options = Small with
        {
            Reduction = Reduction.Mean,
            Penalty = Penalty.L2(0.1f),
            TrackObjective = true,
        };
        FitResult fit = new GradientTrainer(options).Fit(DescentCase.Ratings());
        Assert.Equal(Reduction.Mean, fit.Model.Info.Objective.Reduction);
        Assert.Equal(fit.History[^1].Objective, ObjectiveFunction.Evaluate(fit.Model, DescentCase.Ratings()).Total);
    }

    private static GradientOptions Small { get; } =
        new()
        {
            Rank = DescentCase.Rank,
            Epochs = 10,
            LearningRate = 0.01f,
        };

    /// <summary>The parameters after a fit in full batches, with the textbook's penalty.</summary>
    private static double[] Trained(Optimizer optimizer, float lambda)
    {
        GradientOptions options = Small with
        {
            Optimizer = optimizer,
            Penalty = Penalty.L2(lambda),
            BiasPenalty = new(lambda, lambda),
            Epochs = 30,
        };
        return PlainDescent.Flat(new GradientTrainer(options).Fit(Boards.Planted(20, 15, 200)).Model);
    }
}
