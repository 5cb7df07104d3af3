using System.Diagnostics;
using FastMf.Data;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Selection;

/// <summary>
/// Cross-validates candidates on the same folds, candidates and folds beside each other with one thread each, and trains
/// the best one on all ratings. Without a budget the result does not depend on the number of threads.
/// </summary>
public static class Search
{
    private const int Eta = 3;

    /// <summary>Tries all candidates.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="candidates">What to choose from.</param>
    /// <param name="trainer">Makes the trainer of a candidate for a number of threads.</param>
    /// <param name="options">Folds, mode and budget; null for five random folds, all candidates in full, no budget.</param>
    /// <param name="progress">Told after each candidate, on the thread that finished it.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the ratings do not suit it.</exception>
    /// <exception cref="DivergedException">All candidates diverged.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static SearchResult Run(
        Ratings ratings,
        IReadOnlyList<Candidate> candidates,
        Func<Candidate, int, Trainer> trainer,
        SearchOptions? options = null,
        IProgress<SearchProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        long began = Stopwatch.GetTimestamp();
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(trainer);
        if (candidates.Count is 0 or > SearchSpace.MaxCandidates)
            throw new ArgumentException(
                $"{candidates.Count} candidates given; expected 1 to {SearchSpace.MaxCandidates}.",
                nameof(candidates)
            );
        options ??= new();
        options.Check();
        foreach (Candidate candidate in candidates)
            trainer(candidate, 1); // refuses what is out of range before any work
        using SearchRounds rounds = new(ratings, trainer, options, began, progress, cancellationToken);
        CandidateResult?[] latest = new CandidateResult?[candidates.Count];
        int[] running = [.. Enumerable.Range(0, candidates.Count)]; // the candidates of this round, ascending
        List<int> finalists = [];
        int[] sizes = options.Halving ? Sizes(candidates.Count) : [candidates.Count];
        rounds.Planned = sizes.Sum();
        for (int round = 0; round < sizes.Length; round++)
        {
            int divisor = Power(sizes.Length - 1 - round);
            CandidateResult?[] results = rounds.Run([
                .. running.Select(index =>
                    candidates[index] with
                    {
                        Epochs = Share(candidates[index].Epochs, divisor),
                    }
                ),
            ]);
            for (int k = 0; k < running.Length; k++)
                latest[running[k]] = results[k] ?? latest[running[k]];
            int[] finished = [.. running.Where((_, k) => results[k] is not null)];
            if (finished.Length == 0)
                break; // the budget is used up: the round before decides
            finalists = [.. finished.OrderBy(index => latest[index]!.Result.Error)]; // stable: the first of equals leads
            if (round + 1 < sizes.Length)
                running = [.. finalists.Take(sizes[round + 1]).Order()];
        }
        CandidateResult best = latest[finalists[0]]!;
        if (best.Result.Diverged)
            throw new DivergedException(
                best.Result.Folds[0].BestEpoch,
                best.Candidate.LearningRate ?? double.NaN,
                double.NaN,
                double.NaN
            );
        Candidate refit = best.Candidate with { Epochs = Math.Max(1, best.Result.Epochs) };
        return new SearchResult
        {
            Candidates = [.. latest.OfType<CandidateResult>()],
            Best = best,
            OneStandardError = Simplest(ratings, best, finalists.Select(index => latest[index]!)),
            Fit = trainer(refit, options.Validation.Threads).Fit(ratings, cancellationToken: cancellationToken),
            LeftOut = latest.Count(result => result is null),
        };
    }

    /// <summary>How many candidates take part in each round of successive halving: the last has three or fewer.</summary>
    internal static int[] Sizes(int candidates)
    {
        List<int> sizes = [candidates];
        while (sizes[^1] > Eta)
            sizes.Add((sizes[^1] + Eta - 1) / Eta);
        return [.. sizes];
    }

    /// <summary>
    /// Of the candidates within one standard error of the best, the one with the strongest penalty: the largest
    /// lambda_u sum_i n_i^nu + lambda_v sum_j n_j^nu, which compares lambdas of different nu; then the smallest rank.
    /// Lambdas of several penalties are added; those of norms of whole matrices count once each.
    /// </summary>
    internal static CandidateResult Simplest(
        Ratings ratings,
        CandidateResult best,
        IEnumerable<CandidateResult> candidates
    )
    {
        int[] users = PenaltyWeights.Counts(ratings.UserRows, ratings.Users.Count);
        int[] items = PenaltyWeights.Counts(ratings.ItemRows, ratings.Items.Count);
        double bound = best.Result.Error + best.Result.StandardError;
        return candidates
            .Where(candidate => candidate.Result.Error <= bound)
            .OrderByDescending(candidate => Strength(candidate.Candidate, users, items))
            .ThenBy(candidate => candidate.Candidate.Rank)
            .ThenBy(candidate => candidate.Result.Error)
            .First();
    }

    private static double Strength(Candidate candidate, int[] users, int[] items) =>
        Strength(candidate.Penalty.UserStrength, PenaltyWeights.OfRows(users, candidate.PenaltyExponent))
        + Strength(candidate.Penalty.ItemStrength, PenaltyWeights.OfRows(items, candidate.PenaltyExponent));

    private static double Strength(PenaltyStrength strength, double[] weights) =>
        ((double)strength.Shrink + strength.Threshold) * weights.Sum() + strength.Norm;

    private static int Power(int exponent)
    {
        int power = 1;
        for (int k = 0; k < exponent; k++)
            power *= Eta;
        return power;
    }

    private static int Share(int epochs, int divisor) =>
        Math.Min(epochs, (int)(((long)epochs + divisor - 1) / divisor));
}
