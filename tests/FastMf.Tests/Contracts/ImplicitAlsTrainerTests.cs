using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>The contract of the trainer of implicit feedback, for one way to solve a row.</summary>
public abstract class ImplicitContract(ImplicitRowSolver rowSolver) : TrainerContract
{
    private const float Positive = 0.5f;

    /// <summary>A positive is half, a field of the other colour 0.</summary>
    protected override float Between => 0.5f;

    protected override Trainer Create(int rank = 8, int epochs = 10, int threads = 1, ulong seed = 42) =>
        new ImplicitAlsTrainer(
            new()
            {
                Rank = rank,
                Epochs = epochs,
                Threads = threads,
                Seed = seed,
                Positive = Positive,
                RowSolver = rowSolver,
                TrackObjective = true,
            }
        );

    protected override double ValidationError(EpochReport epoch) => -epoch.ValidationNdcg!.Value;

    protected override double ValidationError(FactorModel model, Ratings train, Ratings test) =>
        -model.EvaluateRanking(test, 10, train, Positive, threads: 1).Ndcg;
}

public sealed class ImplicitCholeskyTests() : ImplicitContract(ImplicitRowSolver.Cholesky);

public sealed class ImplicitAlsTrainerTests() : ImplicitContract(ImplicitRowSolver.ConjugateGradient)
{
    [Fact]
    public void The_last_reported_objective_is_that_of_the_model_and_there_is_no_step_size_and_no_rmse()
    {
        (Ratings ratings, Ratings validation) = Plays().Split(0.2);
        ImplicitAlsOptions options = new() { TrackObjective = true, Positive = 2f };
        FitResult fit = new ImplicitAlsTrainer(options).Fit(ratings);
        ObjectiveValue value = ObjectiveFunction.Evaluate(fit.Model, ratings);
        Assert.Equal(fit.History[^1].Objective, value.Total);
        Assert.All(fit.History, epoch => Assert.Equal(double.NaN, epoch.LearningRate));
        Assert.All(fit.History, epoch => Assert.Null(epoch.TrainRmse));
        Assert.Equal("ials", fit.Model.Info.Options["solver"]);
        Assert.Equal(2f, fit.Model.Info.Objective.Implicit!.Positive);
        fit = new ImplicitAlsTrainer(options).Fit(ratings, validation);
        Assert.All(fit.History, epoch => Assert.True(epoch is { ValidationRmse: null, ValidationNdcg: >= 0 }));
    }

    [Fact]
    public void It_ranks_what_a_group_of_users_plays_above_the_rest()
    {
        Ratings plays = Plays();
        (Ratings train, Ratings test) = plays.Split(0.2);
        FactorModel model = new ImplicitAlsTrainer(new() { Rank = 4 }).Fit(train).Model;
        Assert.True(model.EvaluateRanking(test, 10, train).Auc > 0.9);
    }

    [Fact]
    public void Both_row_solvers_end_within_a_thousandth_of_each_other()
    {
        foreach (Unobserved unobserved in Enum.GetValues<Unobserved>())
        {
            ImplicitAlsOptions options = new()
            {
                TrackObjective = true,
                Unobserved = unobserved,
                Rank = 2, // one optimum, but for signs
                Epochs = 100,
            };
            double iterated = Last(options);
            double exact = Last(options with { RowSolver = ImplicitRowSolver.Cholesky });
            Assert.InRange(iterated, 0.999 * exact, 1.001 * exact);
        }

        static double Last(ImplicitAlsOptions options) =>
            new ImplicitAlsTrainer(options).Fit(Plays()).History[^1].Objective!.Value;
    }

    [Fact]
    public void An_exact_finish_is_one_more_epoch_from_the_best_one_on()
    {
        (Ratings train, Ratings validation) = Plays().Split(0.2);
        ImplicitAlsOptions options = new()
        {
            Epochs = 30,
            Patience = 2,
            TrackObjective = true,
        };
        FitResult without = new ImplicitAlsTrainer(options).Fit(train, validation);
        FitResult with = new ImplicitAlsTrainer(options with { ExactFinish = true }).Fit(train, validation);
        int last = without.History[^1].Epoch;
        Assert.Equal(StopReason.Patience, with.Stopped);
        Assert.Equal(last, with.History[^2].Epoch);
        Assert.Equal((last + 1, last + 1), (with.History[^1].Epoch, with.BestEpoch));
        double best = without.History[without.BestEpoch].Objective!.Value;
        double finished = with.History[^1].Objective!.Value;
        Assert.InRange(finished, 0, best * (1 + 1e-6));
        Assert.Equal(finished, ObjectiveFunction.Evaluate(with.Model, train).Total);
        FactorModel byHand = new ImplicitAlsTrainer(
            options with
            {
                RowSolver = ImplicitRowSolver.Cholesky,
                Epochs = 1,
                Patience = null,
            }
        )
            .Fit(train, null, without.Model)
            .Model;
        Assert.Equal(byHand.Predict(3, 4), with.Model.Predict(3, 4), 1e-5f);
    }

    [Fact]
    public void Values_below_the_threshold_count_as_not_there()
    {
        Ratings all = Plays();
        Rating[] high =
        [
            .. Enumerable
                .Range(0, all.Count)
                .Where(k => all.Values[k] >= 3f)
                .Select(k => new Rating(all.Users[all.UserRows[k]], all.Items[all.ItemRows[k]], all.Values[k])),
        ];
        Ratings some = Ratings.From(high);
        Assert.True(some.Users.SameAs(all.Users) && some.Items.SameAs(all.Items), "every row has a positive");
        Assert.True(some.Count < all.Count);
        FactorModel model = new ImplicitAlsTrainer(new() { Positive = 3f }).Fit(all).Model;
        Boards.AssertSameBits(new ImplicitAlsTrainer().Fit(some).Model, model);
    }

    [Fact]
    public void A_pair_given_twice_is_one_whose_confidences_add_up()
    {
        Ratings twice = Ratings.FromRows(2, 2, [0, 0, 1, 0], [0, 1, 1, 0], [1f, 2f, 1f, 3f]);
        Ratings once = Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [5f, 2f, 1f]); // 1 + 1 + 1 + 3 = 1 + 5
        ImplicitAlsOptions options = new()
        {
            Rank = 2,
            Alpha = 1f,
            AlphaScale = AlphaScale.Linear,
            Unobserved = Unobserved.Missing,
        };
        Boards.AssertSameBits(
            new ImplicitAlsTrainer(options).Fit(once).Model,
            new ImplicitAlsTrainer(options).Fit(twice).Model
        );
    }

    [Fact]
    public void Options_that_do_not_suit_are_refused_by_name()
    {
        Assert.Equal("Rank", Refused(new() { Rank = ImplicitAlsOptions.MaxRank + 1 }));
        Assert.Equal("RowSolver", Refused(new() { RowSolver = (ImplicitRowSolver)7 }));
        Assert.Equal("ConjugateGradientSteps", Refused(new() { ConjugateGradientSteps = 0 }));
        Assert.Equal("ExactFinish", Refused(new() { ExactFinish = true, RowSolver = ImplicitRowSolver.Cholesky }));
        Assert.Equal("Alpha", Refused(new() { Alpha = -1f }));
        Assert.Equal("Alpha", Refused(new() { Alpha = float.NaN }));
        Assert.Equal("Alpha0", Refused(new() { Alpha0 = 0f }));
        Assert.Equal("Alpha0", Refused(new() { Alpha0 = float.PositiveInfinity }));
        Assert.Equal("Alpha0", Refused(new() { Alpha0 = 1.5f, Unobserved = Unobserved.Missing }));
        Assert.Equal("Positive", Refused(new() { Positive = float.NaN }));
        Assert.Equal("Bias", Refused(new() { Bias = true }));
        Assert.Equal("NonNegative", Refused(new() { NonNegative = true }));
        Assert.Equal("Penalty", Refused(new() { Penalty = Penalty.L1(0.1f) }));
        Assert.Equal("Loss", Refused(new() { Loss = Losses.Loss.Absolute }));

        static string? Refused(ImplicitAlsOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => new ImplicitAlsTrainer(options)).ParamName;
    }

    [Fact]
    public void Values_that_are_no_feedback_are_refused()
    {
        Ratings negative = Ratings.FromRows(1, 2, [0, 0], [0, 1], [1f, -1f]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ImplicitAlsTrainer().Fit(negative));
        Assert.Contains("-1", error.Message, StringComparison.Ordinal);
        new ImplicitAlsTrainer(new() { Positive = 0f }).Fit(negative);
        error = Assert.Throws<ArgumentException>(() => new ImplicitAlsTrainer(new() { Positive = 7f }).Fit(negative));
        Assert.Contains("7", error.Message, StringComparison.Ordinal);
        Ratings weighted = Ratings.FromRows(1, 1, [0], [0], [1f], weights: [2f]);
        error = Assert.Throws<ArgumentException>(() => new ImplicitAlsTrainer().Fit(weighted));
        Assert.Contains("weights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_pairs_that_can_rank_nothing_are_refused()
    {
        Ratings train = Plays();
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            new ImplicitAlsTrainer().Fit(train, validation: train)
        );
        Assert.Equal("validation", error.ParamName);
    }

    /// <summary>Two groups of users, each of which plays its half of the items, and a few of the others.</summary>
    private static Ratings Plays()
    {
        List<Rating> plays = [];
        for (int user = 0; user < 40; user++)
        for (int item = 0; item < 30; item++)
        {
            int draw = (user * 31 + item * 17 + user * item) % 10;
            if (user % 2 == item % 2 ? draw < 6 : draw < 1)
                plays.Add(new Rating(user, item, 1 + draw));
        }
        return Ratings.From(plays);
    }
}
