using FastMf.Data;
using FastMf.Penalties;
using FastMf.Selection;
using FastMf.Tests.Contracts;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Selection;

/// <summary>Search over candidates: what is tried, what is chosen, and that neither depends on threads.</summary>
public class SearchTests
{
    private static readonly Ratings _ratings = Boards.Planted();

    [Fact]
    public void The_best_is_the_smallest_mean_and_its_model_is_trained_on_all()
    {
        SearchResult found = Search.Run(_ratings, Candidates.Space.Grid(), Candidates.Trainer);
        Assert.Equal(6, found.Candidates.Count);
        Assert.Equal(0, found.LeftOut);
        Assert.Equal(found.Candidates.Min(candidate => candidate.Result.Error), found.Best.Result.Error);
        Assert.NotEqual(Penalty.L2(5f), found.Best.Candidate.Penalty);
        foreach (CandidateResult candidate in found.Candidates)
        {
            CrossValidationResult alone = CrossValidation.Run(_ratings, Candidates.Trainer(candidate.Candidate, 1));
            Assert.Equal(alone.Folds, candidate.Result.Folds);
        }
        Candidate refit = found.Best.Candidate with { Epochs = found.Best.Result.Epochs };
        Boards.AssertSameBits(Candidates.Trainer(refit, 1).Fit(_ratings).Model, found.Fit.Model);
    }

    [Theory]
    [Trait("Category", "Bits")]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_change_no_result(bool halving)
    {
        SearchResult one = Run(1);
        foreach (int threads in new[] { 2, 7 })
        {
            SearchResult many = Run(threads);
            Assert.Equal(Errors(one), Errors(many));
            Assert.Equal(one.Best.Candidate, many.Best.Candidate);
            Assert.Equal(one.OneStandardError.Candidate, many.OneStandardError.Candidate);
            Boards.AssertSameBits(one.Fit.Model, many.Fit.Model);
        }

        SearchResult Run(int threads) =>
            Search.Run(
                _ratings,
                Candidates.Space.Grid(),
                Candidates.Trainer,
                new()
                {
                    Halving = halving,
                    Validation = new() { Threads = threads, Folds = 3 },
                }
            );

        static double[] Errors(SearchResult result) =>
            [.. result.Candidates.Select(candidate => candidate.Result.Error)];
    }

    [Fact]
    public void The_simplest_within_one_standard_error_has_the_strongest_penalty_then_the_smallest_rank()
    {
        CandidateResult best = Candidates.Result(0.1f, 16, 0.8, 0.9, 1.0); // mean 0.9, standard error 0.0577
        CandidateResult expected = Candidates.Result(0.2f, 8, 0.94, 0.94, 0.94);
        CandidateResult[] all =
        [
            best,
            Candidates.Result(0.2f, 32, 0.92, 0.92, 0.92),
            expected,
            Candidates.Result(0.3f, 8, 0.96, 0.96, 0.96),
            Candidates.Result(0.05f, 2, 0.91, 0.91, 0.91),
        ];
        Assert.Same(expected, Search.Simplest(_ratings, best, all));
    }

    [Fact]
    public void Lambdas_of_different_exponents_are_compared_by_the_sum_over_rows()
    {
        CandidateResult best = Candidates.Result(0.1f, 4, 0.8, 1.0); // nu = 1: 0.1 a rating
        CandidateResult once = best with
        {
            Candidate = best.Candidate with { Penalty = new L2Penalty(0.5f, 0.5f), PenaltyExponent = 0f },
        };
        Assert.Same(best, Search.Simplest(_ratings, best, [best, once])); // 3000 * 0.1 and 110 * 0.5
    }

    [Fact]
    public void Lambdas_of_a_sum_are_added_and_norms_count_once()
    {
        CandidateResult best = Candidates.Result(0.1f, 4, 0.8, 1.0);
        CandidateResult net = With(Penalty.L2(0.06f) + Penalty.L1(0.05f)); // 0.11 a rating
        CandidateResult norms = With(Penalty.L2(0.05f) + Penalty.Frobenius(1f)); // 0.05 a rating, and 2
        Assert.Same(net, Search.Simplest(_ratings, best, [best, net]));
        Assert.Same(best, Search.Simplest(_ratings, best, [best, norms]));
        Assert.Same(norms, Search.Simplest(_ratings, best, [With(Penalty.L2(0.05f)), norms]));

        CandidateResult With(Penalty penalty) => best with { Candidate = best.Candidate with { Penalty = penalty } };
    }

    [Fact]
    public void A_candidate_is_for_any_trainer_and_its_rate_for_those_that_take_steps()
    {
        foreach (
            TrainerOptions options in (TrainerOptions[])[new SgdOptions(), new GradientOptions(), new AlsOptions()]
        )
        {
            Candidate own = Candidate.From(options);
            Assert.Equal(options, own.ApplyTo(options));
            Candidate other = own with { Rank = 3, Penalty = Penalty.L2(1f) + Penalty.L1(2f), PenaltyExponent = 0.25f };
            Assert.Equal(other, Candidate.From(other.ApplyTo(options)));
            Assert.Equal(options, (own with { LearningRate = null }).ApplyTo(options));
        }
        Assert.Null(Candidate.From(new AlsOptions()).LearningRate);
        Assert.Equal(
            0.3f,
            (Candidate.From(new AlsOptions()) with { LearningRate = 0.3f }).ApplyTo(new GradientOptions()).LearningRate
        );
        Assert.Throws<ArgumentException>(() => Candidates.Space.Grid()[0].ApplyTo(new AlsOptions()));
        SearchSpace withoutRates = Candidates.Space with { LearningRates = [] };
        Assert.All(withoutRates.Grid(), candidate => Assert.Null(candidate.LearningRate));
        Assert.Equal(6, withoutRates.Grid().Count);
    }

    [Fact]
    public void Alternating_least_squares_is_searched_over_sums_of_penalties()
    {
        SearchSpace space = Candidates.Space with
        {
            Penalties = [Penalty.L2(0.1f), Penalty.L2(0.1f) + Penalty.L1(0.1f), Penalty.L2(0.1f) + Penalty.L1(50f)],
            Ranks = [3],
            LearningRates = [],
            Epochs = 5,
        };
        SearchResult found = Search.Run(_ratings, space.Grid(), Trainer, new() { Validation = new() { Folds = 3 } });
        Assert.NotSame(found.Candidates[2], found.Best);
        Assert.Equal(found.Best.Candidate.Penalty, Assert.IsType<AlsOptions>(Options(found.Best.Candidate)).Penalty);
        Boards.AssertSameBits(
            Trainer(found.Best.Candidate with { Epochs = found.Best.Result.Epochs }, 1).Fit(_ratings).Model,
            found.Fit.Model
        );

        AlsOptions Options(Candidate candidate) => candidate.ApplyTo(new AlsOptions());

        Trainer Trainer(Candidate candidate, int threads) =>
            new AlsTrainer(Options(candidate) with { Threads = threads });
    }

    [Fact]
    public void A_budget_that_is_used_up_leaves_the_first_candidate_and_begins_no_other()
    {
        SearchResult found = Search.Run(
            _ratings,
            Candidates.Space.Grid(),
            Candidates.Trainer,
            new() { Budget = TimeSpan.Zero }
        );
        Assert.Equal(Candidates.Space.Grid()[0], Assert.Single(found.Candidates).Candidate);
        Assert.Equal(5, found.Candidates[0].Result.Folds.Count);
        Assert.Equal(5, found.LeftOut);
        Assert.Same(found.Best, found.Candidates[0]);
    }

    [Fact]
    public void Halving_gives_the_best_all_epochs_and_the_others_fewer()
    {
        Assert.Equal([24, 8, 3], Search.Sizes(24));
        Assert.Equal([6, 2], Search.Sizes(6));
        Assert.Equal([3], Search.Sizes(3));
        SearchResult found = Search.Run(
            _ratings,
            Candidates.Space.Grid(),
            Candidates.Trainer,
            new() { Halving = true }
        );
        Assert.Equal(6, found.Candidates.Count);
        Assert.Equal(2, found.Candidates.Count(candidate => candidate.Candidate.Epochs == 12));
        Assert.Equal(4, found.Candidates.Count(candidate => candidate.Candidate.Epochs == 4));
        Assert.Equal(12, found.Best.Candidate.Epochs);
        Assert.Equal(12, found.OneStandardError.Candidate.Epochs);
    }

    [Fact]
    public void A_draw_is_part_of_the_grid_without_repetition_and_follows_its_seed()
    {
        IReadOnlyList<Candidate> grid = Candidates.Space.Grid();
        IReadOnlyList<Candidate> draw = Candidates.Space.Draw(4, 5);
        Assert.Equal(4, draw.Distinct().Count());
        Assert.All(draw, candidate => Assert.Contains(candidate, grid));
        Assert.Equal(draw, Candidates.Space.Draw(4, 5));
        Assert.Equal(Candidates.Space.Draw(6, 5).Take(4), draw);
        Assert.NotEqual(draw, Candidates.Space.Draw(4, 6));
        Assert.Equal(6, Candidates.Space.Draw(100).Count);
        Assert.Equal(
            2,
            (Candidates.Space with { Ranks = [3, 3], Penalties = [Penalty.L2(1), Penalty.L2(2)] }).Grid().Count
        );
        Assert.Throws<InvalidOperationException>(() => (Candidates.Space with { Ranks = [] }).Grid());
        Assert.Throws<ArgumentOutOfRangeException>(() => Candidates.Space.Draw(0));
    }

    [Fact]
    public void Candidates_that_diverge_are_no_choice_and_when_all_do_the_search_has()
    {
        SgdOptions constant = new()
        {
            Schedule = SgdSchedule.Constant,
            Rank = 2,
            Threads = 1,
        };
        Candidate tame = Candidate.From(constant with { LearningRate = 0.01f });
        Candidate wild = Candidate.From(constant with { LearningRate = 1000f });
        SearchResult found = Search.Run(_ratings, [wild, tame], Trainer);
        Assert.Equal(tame, found.Best.Candidate);
        Assert.Equal(tame, found.OneStandardError.Candidate);
        Assert.True(found.Candidates[0].Result.Diverged);
        Assert.Throws<DivergedException>(() => Search.Run(_ratings, [wild], Trainer));

        Trainer Trainer(Candidate candidate, int threads) => new SgdTrainer(candidate.ApplyTo(constant));
    }

    [Fact]
    public void What_is_wrong_is_refused_before_any_work()
    {
        Candidate good = Candidates.Space.Grid()[0];
        Assert.Throws<ArgumentException>(() => Search.Run(_ratings, [], Candidates.Trainer));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Search.Run(_ratings, [good, good with { Rank = 0 }], Candidates.Trainer, null, new Unwanted())
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Search.Run(_ratings, [good], Candidates.Trainer, new() { Budget = TimeSpan.FromSeconds(-1) })
        );
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Search.Run(_ratings, [good], Candidates.Trainer, cancellationToken: new CancellationToken(true))
        );
    }

    [RealDataFact]
    public void MovieLens_over_24_candidates_and_5_folds()
    {
        Ratings ratings = FastMf.IO.RatingsReader.Read(
            Path.Combine(RealDataFactAttribute.Folder, "ml-latest-small", "ratings.csv")
        );
        SearchSpace space = new()
        {
            Penalties =
            [
                Penalty.L2(0.02f),
                Penalty.L2(0.05f),
                Penalty.L2(0.08f),
                Penalty.L2(0.08f, 0.12f),
                Penalty.L2(0.12f),
                Penalty.L2(0.2f),
            ],
            Ranks = [16, 32],
            PenaltyExponents = [1f],
            LearningRates = [0.5f, 0.8f],
            Epochs = 20,
        };
        SearchResult found = Search.Run(ratings, space.Grid(), Candidates.Trainer);
        Assert.Equal(24, found.Candidates.Count);
        Assert.InRange(found.Best.Result.Error, 0.8, 0.850);
    }

    private sealed class Unwanted : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => Assert.Fail("Work has begun.");
    }
}
