using FastMf.Data;
using FastMf.Penalties;
using FastMf.Selection;
using FastMf.Tests.Contracts;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Selection;

/// <summary>Learning curves side by side, and what is read from them.</summary>
public class StudyTests
{
    private static readonly (Ratings Train, Ratings Validation) _split = Boards.Planted().Split(0.2);

    [Fact]
    public void A_run_has_the_history_of_its_fit_also_where_it_diverges()
    {
        SgdTrainer tame = new(
            new()
            {
                Rank = 2,
                Epochs = 5,
                Threads = 1,
            }
        );
        SgdTrainer wild = new(
            new()
            {
                Rank = 2,
                Schedule = SgdSchedule.Constant,
                LearningRate = 1000f,
                Threads = 1,
            }
        );
        List<StudyProgress> told = [];
        IReadOnlyList<StudyRun> runs = Study.Run(
            _split.Train,
            _split.Validation,
            [new("tame", tame), new("wild", wild)],
            new Told<StudyProgress>(told.Add)
        );
        FitResult fit = tame.Fit(_split.Train, _split.Validation);
        Assert.Equal(["tame", "wild"], runs.Select(run => run.Name));
        Assert.Equal(fit.BestEpoch, runs[0].BestEpoch);
        Assert.Equal(
            fit.History.Select(epoch => epoch.ValidationRmse),
            runs[0].History.Select(epoch => epoch.ValidationRmse)
        );
        Assert.True(runs[1].Diverged);
        Assert.NotEmpty(runs[1].History);
        Assert.Equal(double.PositiveInfinity, runs[1].LastError);
        Assert.Equal(FitVerdict.Diverged, runs[1].Judge(runs));
        Assert.Equal(runs, told.Select(progress => progress.Finished).OfType<StudyRun>());
        Assert.Equal(6, told.Count(progress => progress is { Name: "tame", Finished: null }));
    }

    [Theory]
    [InlineData(FitVerdict.WellFit, 50, 1.0, 0.9)] // the best itself
    [InlineData(FitVerdict.WellFit, 60, 1.0, 0.915)] // near it
    [InlineData(FitVerdict.Overfit, 60, 0.9, 0.909)] // 1 % above its own best
    [InlineData(FitVerdict.Overfit, 40, 1.0, 0.95)] // fits what it has seen better, and the rest worse
    [InlineData(FitVerdict.Underfit, 60, 1.0, 0.95)]
    public void Verdicts(FitVerdict verdict, double dataCost, double before, double last)
    {
        StudyRun best = Curve(50, 1, 0.9);
        StudyRun run = Curve(dataCost, before, last);
        Assert.Equal(verdict, run.Judge([best, run]));
        Assert.Throws<ArgumentException>(() => run.Judge([]));
    }

    [Fact]
    public void Lambdas_follow_the_deviation_of_the_ratings_with_one_digit()
    {
        Ratings one = Boards.Checkerboard(4, 4);
        Assert.Equal([0.03f, 0.1f, 0.3f, 1f, 3f, 10f, 30f, 100f], PenaltyStudy.Scan(one));
        Ratings scaled = Ratings.From(Rows(one).Select(row => row with { Value = 25 * row.Value }));
        Assert.Equal([0.8f, 2f, 8f, 20f, 80f, 200f, 800f, 2000f], PenaltyStudy.Scan(scaled));
        Assert.Equal([1, 4, 16, 64], PenaltyStudy.Around(16, 4096));
        Assert.Equal([1, 4], PenaltyStudy.Around(1, 4096));
        Assert.Equal([187, 750, 3000, 4096], PenaltyStudy.Around(3000, 4096));
    }

    [Fact]
    public void An_error_that_rises_with_the_data_cost_is_no_overfitting()
    {
        StudyRun best = Curve(50, 1, 0.9);
        EpochReport[] history = [.. Curve(60, 0.9, 0.95).History];
        history[0] = history[0] with { DataCost = 55 }; // the penalty has pushed both up
        Assert.Equal(FitVerdict.Underfit, new StudyRun("", history, false).Judge([best]));
    }

    [Fact]
    public void The_picture_has_all_its_parts()
    {
        PenaltyStudy study = Picture(Generated(4_000, 200), rank: 4, epochs: 40);
        Assert.Equal(0f, study.None.Lambda);
        Assert.Same(study.Lambdas[0], study.None);
        Assert.Same(study.Lambdas[^1], study.TooStrong);
        Assert.Contains(study.Good, study.Lambdas);
        Assert.Equal(study.Lambdas.Skip(1).Min(run => run.Run.LastError), study.Good.Run.LastError);
        Assert.Equal(study.Lambdas.Select(run => run.Lambda).Order(), study.Lambdas.Select(run => run.Lambda));
        Assert.True(study.TooStrong.Run.LastError >= 1.05 * study.Good.Run.LastError);
        Assert.Equal([1, 1, 4, 4, 16, 16], study.Ranks.Select(run => run.Rank));
        Assert.All(study.Ranks.Chunk(2), pair => Assert.Equal([0f, study.Good.Lambda], pair.Select(run => run.Lambda)));
        Assert.Same(study.Good.Run, study.Ranks[3].Run);
        PenalizedRun[] all = [.. study.Lambdas, .. study.Ranks];
        Assert.All(all, run => Assert.Equal(run.Run.Judge([.. all.Select(one => one.Run)]), run.Verdict));
        Assert.All(all, run => Assert.Equal(41, run.Run.History.Count));
    }

    [Fact]
    public void On_generated_ratings_Adam_overfits_without_decay_and_not_with_it()
    {
        (Ratings train, Ratings validation) = Generated(20_000, 500).Split(0.1);
        IReadOnlyList<StudyRun> runs = Study.Run(
            train,
            validation,
            [new("none", Adam(train, 0f)), new("good", Adam(train, 0.3f)), new("too strong", Adam(train, 1f))]
        );
        CheckDecay(runs[0], runs[1]);
        Assert.Equal(
            [FitVerdict.Overfit, FitVerdict.WellFit, FitVerdict.Underfit],
            runs.Select(run => run.Judge(runs))
        );
    }

    [RealDataFact]
    public void On_MovieLens_Adam_overfits_without_decay_and_not_with_it()
    {
        string file = Path.Combine(RealDataFactAttribute.Folder, "ml-latest-small", "ratings.csv");
        PenaltyStudy study = Picture(FastMf.IO.RatingsReader.Read(file), rank: 16, epochs: 100);
        CheckDecay(study.None.Run, study.Good.Run);
        Assert.Equal(0.3f, study.Good.Lambda);
        Assert.Equal(
            [FitVerdict.Overfit, FitVerdict.WellFit, FitVerdict.Underfit],
            ((PenalizedRun[])[study.None, study.Good, study.TooStrong]).Select(run => run.Verdict)
        );
        foreach (PenalizedRun[] pair in study.Ranks.Where(run => run.Rank > 1).Chunk(2))
            Assert.True(pair[1].Run.LastError < pair[0].Run.LastError, $"rank {pair[0].Rank}");
    }

    [Fact]
    public void What_is_wrong_is_refused()
    {
        SgdTrainer trainer = new(new() { Threads = 1 });
        (Ratings train, Ratings validation) = _split;
        Assert.Throws<ArgumentException>(() => Study.Run(train, validation, []));
        Assert.Throws<ArgumentNullException>(() => Study.Run(train, null!, [new("a", trainer)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PenaltyStudy.Run(train, validation, (_, _) => trainer, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PenaltyStudy.Run(train, validation, (_, _) => trainer, 9, 8));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Study.Run(train, validation, [new("a", trainer)], cancellationToken: new(true))
        );
    }

    /// <summary>
    /// Without decay the error ends 1 % or more above its best, with it less than 0.3 %; and decay costs no accuracy.
    /// </summary>
    private static void CheckDecay(StudyRun none, StudyRun good)
    {
        Assert.InRange(none.Gap, 0.01, 10);
        Assert.InRange(good.Gap, 0, 0.003);
        Assert.True(good.BestError < none.BestError);
    }

    private static PenaltyStudy Picture(Ratings ratings, int rank, int epochs)
    {
        (Ratings train, Ratings validation) = ratings.Split(0.1);
        return PenaltyStudy.Run(train, validation, (lambda, rank) => Adam(train, lambda, rank, epochs), rank);
    }

    /// <summary>Adam at its rate of 0.01, without biases, in ten steps an epoch: what the tool's study trains.</summary>
    private static GradientTrainer Adam(Ratings train, float lambda, int rank = 16, int epochs = 100) =>
        new(
            new()
            {
                Rank = rank,
                Epochs = epochs,
                LearningRate = 0.01f,
                Bias = false,
                BatchSize = (train.Count + 9) / 10,
                Penalty = Penalty.L2(lambda),
                PenaltyExponent = 1f,
                TrackObjective = true,
            }
        );

    private static Ratings Generated(int ratings, int users) =>
        SyntheticRatings
            .Generate(
                new()
                {
                    Users = users,
                    Items = 200,
                    Ratings = ratings,
                    Rank = 4,
                }
            )
            .Ratings;

    /// <summary>A curve whose data cost falls to <paramref name="dataCost"/>.</summary>
    private static StudyRun Curve(double dataCost, params double[] errors) =>
        new("", [.. errors.Select((error, k) => Epoch(k, dataCost + errors.Length - 1 - k, error))], Diverged: false);

    private static EpochReport Epoch(int epoch, double dataCost, double error) =>
        new(epoch, dataCost, dataCost, 0, error, error, 0.01, 0);

    private static IEnumerable<Rating> Rows(Ratings ratings) =>
        Enumerable
            .Range(0, ratings.Count)
            .Select(k => new Rating(
                ratings.Users[ratings.UserRows[k]],
                ratings.Items[ratings.ItemRows[k]],
                ratings.Values[k]
            ));

    private sealed class Told<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
