using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Tests.Laws;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>Stochastic gradient descent on every loss of the library.</summary>
public sealed class SgdLossTests
{
    private static readonly Ratings s_planted = Boards.Planted();

    [Theory]
    [MemberData(nameof(LossLaws.Names), MemberType = typeof(LossLaws))]
    public void It_learns_and_the_last_objective_is_that_of_the_model(string name)
    {
        Loss loss = Named(name);
        Ratings ratings = Suited(loss);
        FitResult fit = new SgdTrainer(Options(loss)).Fit(ratings);
        double first = fit.History[0].Objective!.Value;
        double last = fit.History[^1].Objective!.Value;
        Assert.True(last < 0.7 * first, $"{first} -> {last}");
        Assert.Equal(last, ObjectiveFunction.Evaluate(fit.Model, ratings).Total);
        GradientCheckResult check = GradientCheck.Run(fit.Model, ratings);
        Assert.True(check.Passed, $"{check}");
    }

    [Theory]
    [MemberData(nameof(LossLaws.Names), MemberType = typeof(LossLaws))]
    public void So_does_gradient_descent(string name)
    {
        Loss loss = Named(name);
        GradientOptions options = new()
        {
            Loss = loss,
            Rank = 8,
            Epochs = 60,
            Bias = loss.AllowsBiases,
            NonNegative = loss.NeedsNonNegative,
            LearningRate = 0.03f,
            TrackObjective = true,
        };
        FitResult fit = new GradientTrainer(options).Fit(Suited(loss));
        Assert.True(fit.History[^1].Objective < 0.7 * fit.History[0].Objective, $"{fit.History[^1]}");
        Ratings bad = Ratings.FromRows(1, 2, [0, 0], [0, 1], [1f, -0.5f]);
        if (loss.Objection(bad.Values) is not null)
            Assert.Throws<ArgumentException>("train", () => new GradientTrainer(options).Fit(bad));
    }

    [Theory]
    [MemberData(nameof(LossLaws.Names), MemberType = typeof(LossLaws))]
    [Trait("Category", "Bits")]
    public void Threads_change_no_bit(string name)
    {
        Loss loss = Named(name);
        SgdOptions options = Options(loss) with { Epochs = 4 };
        FactorModel one = new SgdTrainer(options).Fit(Suited(loss)).Model;
        foreach (int threads in new[] { 2, 7 })
            Boards.AssertSameBits(one, new SgdTrainer(options with { Threads = threads }).Fit(Suited(loss)).Model);
    }

    [Theory]
    [MemberData(nameof(LossLaws.Names), MemberType = typeof(LossLaws))]
    public void A_rate_that_is_too_large_is_called_divergence(string name)
    {
        Loss loss = Named(name);
        SgdOptions options = Options(loss) with
        {
            Schedule = SgdSchedule.Constant,
            LearningRate = 1e5f,
            TrackObjective = false,
        };
        DivergedException error = Assert.Throws<DivergedException>(() => new SgdTrainer(options).Fit(Suited(loss)));
        Assert.InRange(error.Epoch, 1, options.Epochs);
    }

    [Fact]
    public void Small_ratings_do_not_look_like_divergence()
    {
        Ratings small = With(s_planted, value => 1e-4f * value);
        foreach (Loss loss in new[] { Loss.Absolute, Loss.Huber(1e-3f), Loss.Squared })
        {
            SgdOptions options = new()
            {
                Loss = loss,
                Epochs = 3,
                Schedule = SgdSchedule.Constant,
                LearningRate = 1e-4f,
                TrackObjective = true,
            };
            FitResult fit = new SgdTrainer(options).Fit(small);
            Assert.True(double.IsFinite(fit.History[^1].Objective!.Value));
        }
    }

    [Fact]
    public void Predictions_of_logistic_begin_with_the_log_odds_of_the_mean()
    {
        Ratings ratings = Ratings.FromRows(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1f, 1f, 1f, 0f]);
        FitResult fit = new SgdTrainer(new() { Loss = Loss.Logistic, Epochs = 0 }).Fit(ratings);
        Assert.Equal(Math.Log(3), fit.Model.Info.Mean, 1e-6);
        Ratings always = Ratings.FromRows(2, 2, [0, 1], [0, 1], [1f, 1f]);
        fit = new SgdTrainer(new() { Loss = Loss.Logistic, Epochs = 3 }).Fit(always);
        Assert.Equal(Math.Log(3), fit.Model.Info.Mean, 1e-6); // as if half of the two had been no
    }

    [Fact]
    public void Predictions_of_kl_begin_near_the_mean()
    {
        Ratings ratings = Suited(Loss.KullbackLeibler);
        FitResult fit = new SgdTrainer(Options(Loss.KullbackLeibler) with { Epochs = 0 }).Fit(ratings);
        Assert.InRange(fit.Model.Predict(3, 4), ratings.Mean, 1.3 * ratings.Mean);
    }

    [Theory]
    [InlineData("logistic")]
    [InlineData("hinge")]
    [InlineData("squared-hinge")]
    public void Classes_are_validated_by_log_loss(string name)
    {
        Loss loss = Named(name);
        (Ratings train, Ratings test) = Suited(loss).Split(0.2);
        FitResult fit = new SgdTrainer(Options(loss)).Fit(train, test);
        Assert.All(fit.History, epoch => Assert.Null(epoch.ValidationRmse ?? epoch.TrainRmse));
        double best = fit.History.Min(epoch => epoch.ValidationLogLoss)!.Value;
        Assert.Equal(best, fit.History[fit.BestEpoch].ValidationLogLoss);
        RatingErrors errors = fit.Model.Evaluate(test);
        Assert.Equal(best, errors.LogLoss);
        (double logLoss, double accuracy) = Plain(fit.Model, test);
        Assert.Equal(logLoss, errors.LogLoss!.Value, 1e-9);
        Assert.Equal(accuracy, errors.Accuracy!.Value, 1e-12);
        Assert.InRange(accuracy, 0.7, 1);
    }

    [Fact]
    public void Other_losses_know_neither_log_loss_nor_accuracy()
    {
        (Ratings train, Ratings test) = s_planted.Split(0.2);
        FitResult fit = new SgdTrainer(new() { Loss = Loss.Absolute }).Fit(train, test);
        Assert.Null(fit.History[^1].ValidationLogLoss);
        Assert.NotNull(fit.History[^1].ValidationRmse);
        RatingErrors errors = fit.Model.Evaluate(test);
        Assert.Null(errors.LogLoss ?? errors.Accuracy);
    }

    [Fact]
    public void Absolute_loss_shrugs_off_outliers()
    {
        int k = 0;
        Ratings spoiled = With(s_planted, value => k++ % 10 == 0 ? 60f : value);
        double squared = Boards.Rmse(new SgdTrainer(new()).Fit(spoiled).Model, s_planted);
        foreach (Loss loss in new[] { Loss.Absolute, Loss.Huber() })
        {
            double robust = Boards.Rmse(
                new SgdTrainer(new() { Loss = loss, Bias = true }).Fit(spoiled).Model,
                s_planted
            );
            Assert.True(robust < 0.8 * squared, $"{loss}: {robust}, squared: {squared}");
        }
    }

    [Theory]
    [InlineData("logistic", "2.5")]
    [InlineData("hinge", "0")]
    [InlineData("squared-hinge", "0")]
    [InlineData("kl", "-1")]
    public void Ratings_that_do_not_suit_the_loss_are_refused(string name, string found)
    {
        Loss loss = Named(name);
        Ratings bad = Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [1f, name == "kl" ? -1f : 0f, 1f]);
        if (name == "logistic")
            bad = Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [1f, 2.5f, 0f]);
        SgdTrainer trainer = new(Options(loss));
        Ratings good = Ratings.FromRows(2, 2, [0, 1], [0, 1], [1f, 1f]);
        Holds(Assert.Throws<ArgumentException>("train", () => trainer.Fit(bad)));
        Holds(Assert.Throws<ArgumentException>("validation", () => trainer.Fit(good, bad)));
        FactorModel model = trainer.Fit(good).Model;
        Holds(Assert.Throws<ArgumentException>("test", () => model.Evaluate(bad)));
        Holds(Assert.Throws<ArgumentException>("ratings", () => ObjectiveFunction.Evaluate(model, bad)));
        Holds(Assert.Throws<ArgumentException>("ratings", () => ObjectiveFunction.Gradient(model, bad)));
        Holds(Assert.Throws<ArgumentException>("ratings", () => GradientCheck.Run(model, bad)));

        void Holds(ArgumentException error) =>
            Assert.Contains($"the {name} loss takes ratings that are", error.Message, StringComparison.Ordinal);
        Assert.Contains($"among them {found}", loss.Objection(bad.Values), StringComparison.Ordinal);
    }

    [Fact]
    public void Biases_and_negative_factors_are_refused_where_a_loss_goes_without()
    {
        foreach (Loss loss in new[] { Loss.Hinge, Loss.SquaredHinge, Loss.KullbackLeibler })
            Assert.Throws<ArgumentException>("Bias", () => new SgdTrainer(Options(loss) with { Bias = true }));
        SgdOptions options = Options(Loss.KullbackLeibler);
        Assert.Throws<ArgumentException>("NonNegative", () => new SgdTrainer(options with { NonNegative = false }));
        FactorModel negative = new SgdTrainer(new() { Rank = options.Rank }).Fit(s_planted).Model;
        Assert.Throws<ArgumentException>(
            "initial",
            () => new SgdTrainer(options).Fit(Suited(Loss.KullbackLeibler), null, negative)
        );
    }

    private static Loss Named(string name) => Entries.Losses.Single(loss => loss.Name == name);

    private static SgdOptions Options(Loss loss) =>
        new()
        {
            Loss = loss,
            Rank = 8,
            Threads = 1,
            Bias = loss.AllowsBiases,
            NonNegative = loss.NeedsNonNegative,
            InitScale = 0.1f,
            Penalty = Penalties.Penalty.L2(0.01f),
            TrackObjective = true,
        };

    private static Ratings Suited(Loss loss) =>
        With(s_planted, value => Entries.Target(loss, value - 0.5f)) is var suited && loss.NeedsNonNegative
            ? With(suited, value => MathF.Max(value, 0f))
            : suited;

    private static Ratings With(Ratings ratings, Func<float, float> change) =>
        Ratings.FromRows(
            ratings.Users.Count,
            ratings.Items.Count,
            ratings.UserRows,
            ratings.ItemRows,
            [.. ratings.Values.ToArray().Select(change)]
        );

    private static (double LogLoss, double Accuracy) Plain(FactorModel model, Ratings test)
    {
        double loss = 0;
        int right = 0;
        for (int k = 0; k < test.Count; k++)
        {
            double y = model.Predict(test.UserRows[k], test.ItemRows[k]);
            double p = 1 / (1 + Math.Exp(-y));
            loss -= Math.Log(test.Values[k] > 0 ? p : 1 - p);
            right += y > 0 == test.Values[k] > 0 ? 1 : 0;
        }
        return (loss / test.Count, (double)right / test.Count);
    }
}
