using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Losses;
using FastMf.Selection;
using FastMf.Tests.Contracts;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Selection;

/// <summary>Errors on folds, their mean and its standard error.</summary>
public class CrossValidationTests
{
    private static readonly Ratings _ratings = Boards.Planted();
    private static readonly SgdTrainer _trainer = new(
        new()
        {
            Rank = 4,
            Epochs = 8,
            Threads = 1,
        }
    );

    [Fact]
    public void Each_fold_is_a_fit_on_the_rest_at_its_best_epoch()
    {
        CrossValidationResult result = CrossValidation.Run(_ratings, _trainer, new() { Folds = 4, Seed = 7 });
        IReadOnlyList<(Ratings Train, Ratings Test)> folds = _ratings.KFold(4, 7);
        Assert.Equal(4, result.Folds.Count);
        for (int fold = 0; fold < 4; fold++)
        {
            FitResult fit = _trainer.Fit(folds[fold].Train, folds[fold].Test);
            Assert.Equal(fit.History.Min(epoch => epoch.ValidationRmse), result.Folds[fold].Error);
            Assert.Equal(fit.Model.Evaluate(folds[fold].Test).Rmse, result.Folds[fold].Error);
            Assert.Equal(fit.BestEpoch, result.Folds[fold].BestEpoch);
            Assert.Equal(folds[fold].Test.Count, result.Folds[fold].Ratings);
        }
    }

    [Fact]
    public void Classes_are_judged_by_log_loss()
    {
        Ratings classes = Classes();
        SgdTrainer trainer = new(_trainer.Options with { Loss = Loss.Logistic });
        CrossValidationResult result = CrossValidation.Run(classes, trainer, new() { Folds = 3 });
        (Ratings train, Ratings test) = classes.KFold(3)[1];
        FitResult fit = trainer.Fit(train, test);
        Assert.Equal(ValidationMeasure.LogLoss, result.Measure);
        Assert.Equal(fit.History.Min(epoch => epoch.ValidationLogLoss), result.Folds[1].Error);
        Assert.Equal(fit.Model.Evaluate(test).LogLoss, result.Folds[1].Error);
        Assert.Equal(fit.BestEpoch, result.Folds[1].BestEpoch);
    }

    [Fact]
    public void Implicit_feedback_is_judged_by_what_its_ranking_lacks()
    {
        ImplicitAlsTrainer trainer = new(
            new()
            {
                Rank = 4,
                Epochs = 3,
                Threads = 1,
            }
        );
        CrossValidationResult result = CrossValidation.Run(Classes(), trainer, new() { Folds = 3 });
        (Ratings train, Ratings test) = Classes().KFold(3)[2];
        Assert.Equal(ValidationMeasure.Ndcg, result.Measure);
        Assert.Equal(1 - trainer.Fit(train, test).History.Max(epoch => epoch.ValidationNdcg), result.Folds[2].Error);
    }

    [Fact]
    public void Mean_and_standard_error_by_hand()
    {
        CrossValidationResult result = new(
            [new(1, 2, 9), new(2, 3, 9), new(3, 5, 9), new(6, 4, 9)],
            ValidationMeasure.Rmse
        );
        Assert.Equal(3, result.Error);
        Assert.Equal(Math.Sqrt((4 + 1 + 0 + 9) / 3.0 / 4), result.StandardError, 1e-15);
        Assert.Equal(4, result.Epochs); // 3.5
        Assert.False(result.Diverged);
    }

    [Theory]
    [Trait("Category", "Bits")]
    [InlineData(FoldKind.Random)]
    [InlineData(FoldKind.ByUser)]
    public void Threads_change_no_result(FoldKind kind)
    {
        double[] Errors(int threads) =>
            [
                .. CrossValidation
                    .Run(_ratings, _trainer, new() { Kind = kind, Threads = threads })
                    .Folds.Select(fold => fold.Error),
            ];
        double[] one = Errors(1);
        Assert.Equal(5, one.Distinct().Count());
        Assert.Equal(one, Errors(2));
        Assert.Equal(one, Errors(7));
    }

    [Fact]
    public void A_user_without_training_ratings_gets_the_mean_and_the_bias_of_the_item()
    {
        // Fold by time: the last stretch is of a user who was never seen before.
        Ratings ratings = Ratings.FromColumns(
            [1, 1, 2, 2, 9, 9],
            [1, 2, 1, 2, 1, 2],
            [4, 4, 4, 4, 3, 5],
            [1, 2, 3, 4, 5, 6]
        );
        CrossValidationResult result = CrossValidation.Run(
            ratings,
            _trainer,
            new() { Folds = 2, Kind = FoldKind.ByTime }
        );
        Assert.Equal(0, result.Folds[0].Error, 1e-4); // all that was seen and is asked is 4
        Assert.Equal(1, result.Folds[1].Error, 1e-4); // 4 for both, against 3 and 5
    }

    [Fact]
    public void A_fold_that_diverges_counts_as_infinitely_bad()
    {
        SgdTrainer wild = new(
            new()
            {
                Schedule = SgdSchedule.Constant,
                LearningRate = 1000f,
                Threads = 1,
            }
        );
        CrossValidationResult result = CrossValidation.Run(_ratings, wild);
        Assert.True(result.Diverged);
        Assert.Equal(double.PositiveInfinity, result.Error);
        Assert.Equal(double.PositiveInfinity, result.StandardError);
    }

    [Fact]
    public void Wrong_options_are_refused_and_named()
    {
        Refused(new() { Folds = 1 }, "Folds");
        Refused(new() { Folds = 1001 }, "Folds");
        Refused(new() { Threads = -1 }, "Threads");
        Refused(new() { Kind = (FoldKind)9 }, "Kind");
        Refused(new() { Kind = FoldKind.ByTime }, "ratings");
        Assert.Throws<ArgumentException>(() => CrossValidation.Run(Boards.Checkerboard(2, 2), _trainer));

        static void Refused(CrossValidationOptions options, string name) =>
            Assert.Equal(
                name,
                Assert.ThrowsAny<ArgumentException>(() => CrossValidation.Run(_ratings, _trainer, options)).ParamName
            );
    }

    /// <summary>The planted ratings as classes: 1 above 3, else 0.</summary>
    private static Ratings Classes() =>
        Ratings.FromRows(
            _ratings.Users.Count,
            _ratings.Items.Count,
            _ratings.UserRows,
            _ratings.ItemRows,
            [.. _ratings.Values.ToArray().Select(value => value > 3f ? 1f : 0f)]
        );

    [Fact]
    public void A_token_ends_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CrossValidation.Run(_ratings, _trainer, cancellationToken: new CancellationToken(true))
        );
}
