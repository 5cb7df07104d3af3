using FastMf.Data;
using FastMf.Models;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>What every trainer must do. A trainer's test class derives from this one and says how to make it.</summary>
public abstract partial class TrainerContract
{
    /// <summary>A trainer with these common options and otherwise its defaults, tracking the objective.</summary>
    protected abstract Trainer Create(int rank = 8, int epochs = 10, int threads = 1, ulong seed = 42);

    /// <summary>What lies between the predictions of the two colours of a checkerboard.</summary>
    protected virtual float Between => 0f;

    /// <summary>What an epoch is chosen by, the smaller the better.</summary>
    protected virtual double ValidationError(EpochReport epoch) => epoch.ValidationRmse!.Value;

    /// <summary>The same of a model, computed apart.</summary>
    protected virtual double ValidationError(FactorModel model, Ratings train, Ratings test) =>
        Boards.Rmse(model, test);

    [Fact]
    public void Learns_a_checkerboard()
    {
        Ratings board = Boards.Checkerboard(users: 24, items: 20);
        FitResult fit = Create(rank: 4, epochs: 60).Fit(board);
        Assert.True(fit.Model.Predict(0, 0) > 0.5f);
        int right = 0;
        for (int k = 0; k < board.Count; k++)
        {
            float y = fit.Model.Predict(board.UserRows[k], board.ItemRows[k]);
            right += y > Between == board.Values[k] > 0 ? 1 : 0;
        }
        Assert.Equal(board.Count, right);
    }

    [Fact]
    public void The_objective_falls_and_is_data_cost_plus_penalty()
    {
        FitResult fit = Create().Fit(Boards.Planted());
        Assert.Equal(11, fit.History.Count);
        Assert.True(fit.History[^1].Objective < 0.9 * fit.History[0].Objective);
        Assert.All(fit.History, epoch => Assert.Equal(epoch.Objective, epoch.DataCost + epoch.Penalty));
        Assert.All(fit.History.Skip(1), epoch => Assert.True(epoch.Penalty > 0));
    }

    [Fact]
    public void The_norms_of_the_factors_are_reported()
    {
        FitResult fit = Create(threads: 2).Fit(Boards.Planted(users: 2_100, items: 60, count: 6_000));
        EpochReport last = fit.History[^1];
        Assert.Equal(PlainNorm(fit.Model.UserFactors), last.UserNorm!.Value, 1e-9);
        Assert.Equal(PlainNorm(fit.Model.ItemFactors), last.ItemNorm!.Value, 1e-9);
        Assert.NotEqual(fit.History[0].UserNorm, last.UserNorm);

        static double PlainNorm(FactorMatrix factors) =>
            Math.Sqrt(Enumerable.Range(0, factors.Rows).Sum(row => factors[row].ToArray().Sum(x => (double)x * x)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        Ratings ratings = Boards.Planted(users: 300, items: 200, count: 12_000);
        Boards.AssertSameBits(Create(threads: 1).Fit(ratings).Model, Create(threads: threads).Fit(ratings).Model);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_one_others()
    {
        Ratings ratings = Boards.Planted();
        Trainer trainer = Create(seed: 5);
        FactorModel first = trainer.Fit(ratings).Model;
        Boards.AssertSameBits(first, trainer.Fit(ratings).Model);
        Assert.NotEqual(first.Predict(1, 1), Create(seed: 6).Fit(ratings).Model.Predict(1, 1));
    }

    [Fact]
    public void A_cancelled_fit_throws()
    {
        using CancellationTokenSource source = new();
        CancelAfter progress = new(source, epochs: 2);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Create(epochs: 1000).Fit(Boards.Planted(), progress, source.Token)
        );
        Assert.Equal(2, progress.LastEpoch);
    }

    [Fact]
    public void Rows_without_ratings_are_zero_and_predict_like_unknown_ones()
    {
        Ratings some = Ratings.FromRows(5, 4, [0, 0, 1, 3], [0, 2, 0, 2], [4f, 3f, 5f, 2f]);
        FactorModel model = Create(rank: 3).Fit(some).Model;
        Assert.Equal(5, model.Users.Count);
        Assert.All(model.UserFactors[2].ToArray(), x => Assert.Equal(0f, x));
        Assert.All(model.ItemFactors[1].ToArray(), x => Assert.Equal(0f, x));
        Assert.Equal(model.Predict(-1, 0), model.Predict(2, 0));
    }

    [Fact]
    public void Zero_epochs_give_the_start()
    {
        FitResult fit = Create(epochs: 0).Fit(Boards.Planted());
        Assert.Equal(0, fit.BestEpoch);
        Assert.Equal(0, Assert.Single(fit.History).Epoch);
        Assert.Contains(fit.Model.UserFactors[0].ToArray(), x => x != 0f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public void Any_rank_trains(int rank)
    {
        FitResult fit = Create(rank: rank).Fit(Boards.Planted());
        Assert.Equal(rank, fit.Model.Rank);
        Assert.True(fit.History[^1].Objective < fit.History[0].Objective);
    }

    [Fact]
    public void A_single_rating_is_enough()
    {
        FactorModel model = Create(rank: 2).Fit(Ratings.FromRows(1, 1, [0], [0], [3f])).Model;
        Assert.True(float.IsFinite(model.Predict(0, 0)));
    }

    [Fact]
    public void No_ratings_are_refused_by_name()
    {
        Ratings none = Ratings.FromRows(2, 2, [], [], []);
        Assert.Equal("train", Assert.Throws<ArgumentException>(() => Create().Fit(none)).ParamName);
        Assert.Equal("train", Assert.Throws<ArgumentNullException>(() => Create().Fit(null!)).ParamName);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Create().Fit(Boards.Planted(), none));
        Assert.Equal("validation", error.ParamName);
    }

    [Fact]
    public void The_best_epoch_on_the_validation_ratings_is_kept()
    {
        (Ratings train, Ratings test) = Boards.Planted(noise: 1.5).Split(0.3);
        FitResult fit = Create(rank: 16, epochs: 60).Fit(train, test);
        EpochReport best = fit.History.MinBy(ValidationError);
        Assert.Equal(best.Epoch, fit.BestEpoch);
        Assert.True(fit.BestEpoch < 60);
        Assert.Equal(ValidationError(best), ValidationError(fit.Model, train, test), 12);
    }

    [Fact]
    public void A_warm_start_begins_where_the_model_is_and_keeps_rows_and_mean()
    {
        Ratings first = Boards.Planted(users: 40, items: 30, count: 600);
        FactorModel model = Create().Fit(first).Model;
        Ratings second = Ratings.FromColumns([0, 1, 99], [0, 1, 2], [5f, 4f, 1f]);
        FactorModel start = Create(epochs: 0).Fit(second, null, model).Model;
        Assert.Equal(41, start.Users.Count);
        Assert.Equal(model.Info.Mean, start.Info.Mean);
        Assert.Equal(model.Predict(3, 4), start.Predict(3, 4));
        Assert.NotEqual(0f, start.UserFactors[40][0]);
        Assert.Equal(
            "initial",
            Assert.Throws<ArgumentException>(() => Create(rank: 3).Fit(second, null, model)).ParamName
        );
    }

    private sealed class CancelAfter(CancellationTokenSource source, int epochs) : IProgress<EpochReport>
    {
        public int LastEpoch { get; private set; }

        public void Report(EpochReport value)
        {
            LastEpoch = value.Epoch;
            if (value.Epoch == epochs)
                source.Cancel();
        }
    }
}
