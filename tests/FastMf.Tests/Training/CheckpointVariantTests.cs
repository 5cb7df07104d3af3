using FastMf.Cli.Options;
using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Contracts;
using FastMf.Tests.Optimizers;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Training;

/// <summary>The contract's law of checkpoints for what a trainer's defaults do not reach.</summary>
public sealed class CheckpointVariantTests
{
    private static readonly Penalty Net = Penalty.L2(0.1f, 0.2f) + Penalty.L1(0.01f, 0.02f);

    public static TheoryData<string, TrainerOptions> Options { get; } =
        new()
        {
            {
                "constant",
                new SgdOptions { Schedule = SgdSchedule.Constant, LearningRate = 0.01f }
            },
            {
                "inverse time",
                new SgdOptions { Schedule = SgdSchedule.InverseTime, LearningRate = 0.02f }
            },
            {
                "bold driver",
                new SgdOptions { Schedule = SgdSchedule.BoldDriver, LearningRate = 0.01f }
            },
            {
                "l1",
                new SgdOptions { Penalty = Net, NonNegative = true }
            },
            {
                "no biases",
                new SgdOptions { Bias = false, PenaltyExponent = 0.4f }
            },
            {
                "kl",
                new SgdOptions
                {
                    Loss = Loss.KullbackLeibler,
                    Bias = false,
                    NonNegative = true,
                    InitScale = 0.1f,
                }
            },
            {
                "gradient, inverse time",
                new GradientOptions { Schedule = GradientSchedule.InverseTime, BatchSize = 700 }
            },
            {
                "gradient, in order",
                new GradientOptions { BatchSize = 500, Shuffle = false }
            },
            {
                "gradient, frobenius, mean",
                new GradientOptions { Penalty = Penalty.Frobenius(0.1f, 0.2f), Reduction = Reduction.Mean }
            },
            {
                "als, sparse",
                new AlsOptions { Penalty = Net }
            },
            {
                "als, non-negative",
                new AlsOptions { NonNegative = true, Bias = false }
            },
            {
                "ials, missing",
                new ImplicitAlsOptions { Unobserved = Unobserved.Missing, Positive = 2f }
            },
            {
                "ials, one step",
                new ImplicitAlsOptions { ConjugateGradientSteps = 1, Positive = 2f }
            },
            {
                "ials, exact",
                new ImplicitAlsOptions { RowSolver = ImplicitRowSolver.Cholesky, Positive = 2f }
            },
            {
                "ials, exact finish",
                new ImplicitAlsOptions { ExactFinish = true, Positive = 2f }
            },
            {
                "bpr, popularity",
                new BprOptions { Negatives = Negatives.Popularity, Positive = 2f }
            },
            {
                "bpr, warp",
                new BprOptions
                {
                    Negatives = Negatives.Warp,
                    Positive = 2f,
                    Bias = false,
                }
            },
            {
                "bpr, constant",
                new BprOptions
                {
                    Schedule = SgdSchedule.Constant,
                    LearningRate = 0.05f,
                    Positive = 2f,
                }
            },
        };

    [Theory]
    [MemberData(nameof(Options))]
    public void Resumed_equals_uninterrupted(string name, TrainerOptions options)
    {
        Assert.NotEmpty(name);
        Check(options);
    }

    /// <summary>Every optimizer of the catalog, with every setting.</summary>
    [Theory]
    [MemberData(nameof(OptimizerVariants.Indices), MemberType = typeof(OptimizerVariants))]
    public void So_it_does_with_every_optimizer(int index)
    {
        Optimizer optimizer = OptimizerVariants.All[index];
        Check(
            new GradientOptions
            {
                Optimizer = optimizer,
                LearningRate = 1e-3f,
                BatchSize = 900,
            }
        );
    }

    /// <summary>Nothing but the model is watched: numbers are published for the checkpoint alone.</summary>
    private static void Check(TrainerOptions options)
    {
        Ratings ratings = Positive(users: 80, items: 60);
        Trainer Create(int epochs) =>
            Solvers.Trainer(options with { Rank = 6, Epochs = epochs, Threads = 2, Seed = 7 });
        FitResult whole = Create(7).Fit(ratings);
        Interrupted.AssertSame(whole, Create, ratings, null, stop: 1, every: 1);
        Interrupted.AssertSame(whole, Create, ratings, null, stop: 4, every: 2);
    }

    [Fact]
    public void Weights_text_ids_and_a_warm_start_are_part_of_a_checkpoint()
    {
        Ratings plain = Positive(users: 40, items: 30);
        float[] weights = [.. Enumerable.Range(0, plain.Count).Select(k => 0.5f + k % 3)];
        Ratings weighted = Ratings.FromRows(40, 30, plain.UserRows, plain.ItemRows, plain.Values, default, weights);
        Ratings texts = Ratings.From([new("ann", "tea", 3f), new("bob", 7, 4f), new("bob", "tea", 2f)]);
        Ratings moreTexts = Ratings.From([new("ann", "tea", 2f), new("eve", "ale", 4f)]);
        foreach ((Ratings ratings, Ratings before) in ((Ratings, Ratings)[])[(weighted, plain), (texts, moreTexts)])
        foreach (FactorModel? from in (FactorModel?[])[null, Create(2).Fit(before).Model])
        {
            FitResult whole = Create(5).Fit(ratings, null, from);
            Interrupted.AssertSame(whole, Create, ratings, null, stop: 2, every: 1, from);
        }
        using CheckpointFolder folder = new();
        folder.StopAfter(2, epochs => new SgdTrainer(new() { Epochs = epochs }), weighted, null);
        Assert.Contains(
            "ratings: found",
            Assert.Throws<ArgumentException>(() => new SgdTrainer().Fit(plain, null, null, folder.Resuming)).Message,
            StringComparison.Ordinal
        );

        static Trainer Create(int epochs) => new SgdTrainer(new() { Rank = 6, Epochs = epochs });
    }

    /// <summary>The fit ends at the same epoch with the same best one, though both were counted in two parts.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Patience_goes_on_where_it_was(int stop)
    {
        (Ratings train, Ratings test) = Boards.Planted(noise: 1.5).Split(0.3);
        static Trainer Create(int epochs) =>
            new SgdTrainer(
                new()
                {
                    Rank = 16,
                    Epochs = 1000,
                    Patience = 6,
                }
            );
        FitResult whole = Create(1000).Fit(train, test);
        Assert.Equal(StopReason.Patience, whole.Stopped);
        Assert.InRange(stop, 1, whole.History[^1].Epoch - 2);
        Interrupted.AssertSame(whole, Create, train, test, stop, every: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void So_does_tolerance(bool validated)
    {
        (Ratings train, Ratings test) = Boards.Planted().Split(0.1);
        static Trainer Create(int epochs) =>
            new AlsTrainer(
                new()
                {
                    Rank = 2,
                    Epochs = 1000,
                    Tolerance = 1e-4,
                }
            );
        FitResult whole = Create(1000).Fit(train, validated ? test : null);
        Assert.Equal(StopReason.Tolerance, whole.Stopped);
        Interrupted.AssertSame(whole, Create, train, validated ? test : null, whole.History[^1].Epoch - 2, every: 1);
    }

    /// <summary>Planted ratings that every loss takes.</summary>
    private static Ratings Positive(int users, int items)
    {
        Ratings any = Boards.Planted(users, items);
        float[] values = [.. any.Values.ToArray().Select(MathF.Abs)];
        return Ratings.FromRows(users, items, any.UserRows, any.ItemRows, values);
    }
}
