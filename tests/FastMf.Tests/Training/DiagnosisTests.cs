using FastMf.Data;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Training;

/// <summary>Each finding on a run made to show it, with no other beside it.</summary>
public sealed class DiagnosisTests
{
    private static readonly (Ratings Train, Ratings Test) _data = SyntheticRatings
        .Generate(
            new()
            {
                Users = 600,
                Items = 400,
                Ratings = 24_000,
            }
        )
        .Ratings.Split(0.1);

    [Fact]
    public void Cost_that_rises_while_the_fit_gets_better_is_an_exploding_penalty()
    {
        GradientOptions options = new()
        {
            Optimizer = new Sgd(),
            LearningRate = 1e-4f,
            Penalty = Penalty.L2(21_000f),
            InitScale = 0.003f,
            TrackObjective = true,
        };
        FitResult fit = new GradientTrainer(options).Fit(_data.Train);
        Finding finding = Only(fit.Diagnosis, FindingKind.ExplodingPenalty);
        EpochReport from = fit.History[(int)Number(finding, "fromEpoch")];
        EpochReport to = fit.History[^1];
        Assert.True(to.Objective > from.Objective && to.DataCost < from.DataCost && to.TrainRmse < from.TrainRmse);
        Assert.Equal(to.Penalty, Number(finding, "penaltyTo"));
        Assert.Equal(2.1, Number(finding, "rateTimesLambda"), 1e-4);
    }

    [Fact]
    public void The_same_by_steps_that_are_too_large_for_the_penalty()
    {
        SgdOptions options = new()
        {
            Schedule = SgdSchedule.Constant,
            LearningRate = 0.1f,
            InitScale = 0.1f,
            Epochs = 30,
            TrackObjective = true,
        };
        Ratings ratings = SyntheticRatings.Generate(new()).Ratings;
        Finding finding = Only(new SgdTrainer(options).Fit(ratings).Diagnosis, FindingKind.ExplodingPenalty);
        Assert.True(Number(finding, "objectiveTo") > Number(finding, "objectiveFrom"));
        Assert.True(Number(finding, "dataCostTo") < Number(finding, "dataCostFrom"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rate_times_lambda_above_two_is_named_where_a_fit_diverges(bool track)
    {
        SgdOptions options = new()
        {
            Schedule = SgdSchedule.Constant,
            LearningRate = 0.05f,
            Penalty = Penalty.L2(45f),
            TrackObjective = track,
        };
        DivergedException error = Assert.Throws<DivergedException>(() => new SgdTrainer(options).Fit(_data.Train));
        Finding finding = Only(error.Diagnosis, FindingKind.ExplodingPenalty);
        Assert.Equal(2.25, Number(finding, "rateTimesLambda"), 1e-6);
        Assert.Contains("epoch 1 at learning rate 0.05", error.Message, StringComparison.Ordinal);
        Assert.Contains(finding.Message, error.Message, StringComparison.Ordinal);
        Assert.Contains(finding.Advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_are_too_large_diverge_whatever_the_penalty()
    {
        SgdOptions options = new() { Schedule = SgdSchedule.Constant, LearningRate = 1f };
        DivergedException error = Assert.Throws<DivergedException>(() => new SgdTrainer(options).Fit(_data.Train));
        Finding finding = Only(error.Diagnosis, FindingKind.Diverging);
        Assert.Equal(1, Number(finding, "learningRate"));
        Assert.Contains("for example 0.25", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_that_ends_before_infinity_diverges_too()
    {
        GradientOptions options = new()
        {
            Optimizer = new Sgd(),
            LearningRate = 6e-3f,
            Epochs = 4,
            TrackObjective = true,
        };
        FitResult fit = new GradientTrainer(options).Fit(_data.Train);
        Finding finding = Only(fit.Diagnosis, FindingKind.Diverging);
        Assert.Equal(fit.History[^1].Objective, Number(finding, "objectiveTo"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Adam_at_rate_one_leaps(bool track)
    {
        GradientOptions options = new()
        {
            LearningRate = 1f,
            Epochs = 30,
            TrackObjective = track,
        };
        Only(new GradientTrainer(options).Fit(_data.Train, _data.Test).Diagnosis, FindingKind.Oscillating);
    }

    [Fact]
    public void Momentum_that_never_rests_swings()
    {
        GradientOptions options = new()
        {
            Optimizer = new Sgd { Momentum = 0.99 },
            LearningRate = 1e-3f,
            Penalty = Penalty.L2(5f),
            Epochs = 60,
            TrackObjective = true,
        };
        Finding finding = Only(new GradientTrainer(options).Fit(_data.Train).Diagnosis, FindingKind.Oscillating);
        Assert.True(Number(finding, "turns") >= 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_penalty_it_overfits_from_the_best_epoch_on(bool track)
    {
        SgdOptions options = new()
        {
            Rank = 16,
            Penalty = Penalty.None,
            Epochs = 40,
            TrackObjective = track,
        };
        FitResult fit = new SgdTrainer(options).Fit(_data.Train, _data.Test);
        Finding finding = Only(fit.Diagnosis, FindingKind.Overfitting);
        Assert.Equal(fit.BestEpoch, Number(finding, "fromEpoch"));
        Assert.Equal(fit.History[^1].ValidationRmse, Number(finding, "lastError"));
        Assert.Equal(track, finding.Numbers.Any(number => number.Name == "dataCostTo"));
    }

    [Theory]
    [InlineData(1, 0.01f)]
    [InlineData(3, 0.8f)]
    public void A_fit_that_ends_too_soon_underfits(int epochs, float rate)
    {
        SgdOptions options = new()
        {
            Epochs = epochs,
            LearningRate = rate,
            TrackObjective = true,
        };
        Only(new SgdTrainer(options).Fit(_data.Train).Diagnosis, FindingKind.Underfitting);
    }

    [Fact]
    public void A_huge_lambda_dominates()
    {
        SgdOptions sgd = new() { Penalty = Penalty.L2(5f), TrackObjective = true };
        Only(new SgdTrainer(sgd).Fit(_data.Train, _data.Test).Diagnosis, FindingKind.PenaltyDominates);
        AlsOptions als = new()
        {
            Rank = 8,
            Penalty = Penalty.L2(1.5f),
            Bias = false,
            TrackObjective = true,
        };
        Finding finding = Only(new AlsTrainer(als).Fit(_data.Train).Diagnosis, FindingKind.PenaltyDominates);
        Assert.True(Number(finding, "penaltyShare") > 0.75);
    }

    [Theory]
    [InlineData(0.3f, FindingKind.DeadFactors)]
    [InlineData(0.4f, FindingKind.PenaltyDominates)]
    public void A_penalty_on_non_negative_factors_first_kills_some_then_all(float lambda, FindingKind kind)
    {
        GradientOptions options = new()
        {
            NonNegative = true,
            PenaltyExponent = 1f,
            Penalty = Penalty.L2(lambda),
            LearningRate = 0.03f,
            Epochs = 200,
            TrackObjective = true,
        };
        FitResult fit = new GradientTrainer(options).Fit(_data.Train);
        Finding finding = Only(fit.Diagnosis, kind);
        if (kind == FindingKind.DeadFactors)
            Assert.InRange(Number(finding, "dead"), 1, 31);
        FitResult silent = new GradientTrainer(options with { TrackObjective = false }).Fit(_data.Train);
        Assert.Equal(kind == FindingKind.DeadFactors, silent.Diagnosis.Find(kind) is not null);
    }

    [Theory]
    [InlineData(ImplicitRowSolver.Cholesky)]
    [InlineData(ImplicitRowSolver.ConjugateGradient)]
    public void Where_there_are_three_tastes_five_of_eight_implicit_factors_are_dead(ImplicitRowSolver solver)
    {
        const int Items = 8; // of each taste
        (int User, int Item)[] plays =
        [
            .. from user in Enumerable.Range(0, 3 * 12)
            from item in Enumerable.Range(0, Items)
            select (user, user % 3 * Items + item),
        ];
        Ratings ratings = Ratings.FromRows(
            3 * 12,
            3 * Items,
            [.. plays.Select(play => play.User)],
            [.. plays.Select(play => play.Item)],
            [.. plays.Select(_ => 1f)]
        );
        ImplicitAlsOptions options = new()
        {
            Rank = 8,
            Epochs = 30,
            RowSolver = solver,
            Penalty = Penalty.L2(0.1f),
            InitScale = 0.1f,
        };
        Finding finding = Only(new ImplicitAlsTrainer(options).Fit(ratings).Diagnosis, FindingKind.DeadFactors);
        Assert.Equal(5, Number(finding, "dead"));
    }

    private static double Number(Finding finding, string name) =>
        finding.Numbers.Single(number => number.Name == name).Value;

    private static Finding Only(Diagnosis diagnosis, FindingKind kind)
    {
        Finding finding = Assert.Single(diagnosis);
        Assert.True(finding.Kind == kind, finding.ToString());
        return finding;
    }
}
