using FastMf.Data;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Evaluation;

/// <summary>How well a model ranks items.</summary>
public static class RankingEvaluation
{
    /// <summary>
    /// Ranks all items of the model for each test user by the score of <see cref="FactorModel.Recommend(int, Span{Scored}, Ratings?)"/>,
    /// best first, ties to the lower id, and compares the ranking with the test ratings.
    /// </summary>
    /// <remarks>
    /// Relevant are the items of a user's test pairs with a value of at least <paramref name="positive"/>. Those that
    /// <paramref name="exclude"/> holds for the user are not: they cannot be recommended. Those that the model does not
    /// know are, and can never be hit; in the area under the curve they come last. Users that the model does not know
    /// are ranked by the fall-back. Users without relevant items are skipped and counted. Values and weights beyond
    /// that play no part.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="test">The test ratings; matched with the model by id.</param>
    /// <param name="k">The length of the list: 1 or more.</param>
    /// <param name="exclude">Pairs not to be recommended, commonly the training ratings; matched by id; null for none.</param>
    /// <param name="positive">The least value of a relevant pair; by default all pairs are relevant.</param>
    /// <param name="threads">Threads to use; 0 for all processors. Changes no result.</param>
    /// <param name="auc">Whether to compute <see cref="RankingMetrics.Auc"/>, which needs the scores of all items and takes several times as long as all others; else it is NaN.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1, or the number of threads is out of range.</exception>
    /// <exception cref="ArgumentException">No user has a relevant item, or <paramref name="positive"/> is NaN.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static RankingMetrics EvaluateRanking(
        this FactorModel model,
        Ratings test,
        int k = 10,
        Ratings? exclude = null,
        float positive = float.NegativeInfinity,
        int threads = 0,
        bool auc = true,
        CancellationToken cancellationToken = default
    ) =>
        EvaluateRanking(
            model,
            test,
            new()
            {
                K = k,
                Exclude = exclude,
                Positive = positive,
                Threads = threads,
                Auc = auc,
            },
            cancellationToken
        );

    /// <summary>
    /// The same of anything that scores items, also among sampled items. Unknown users get what it scores for those.
    /// A <see cref="FactorModel"/> is ranked in blocks of users and items, anything else by the scores of all items for blocks of users.
    /// </summary>
    /// <param name="model">What ranks.</param>
    /// <param name="test">The test ratings; matched with the model by id.</param>
    /// <param name="options">The length of the list, what is excluded and relevant, and among what it is ranked.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">No user has a relevant item, or the least relevant value is NaN.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static RankingMetrics EvaluateRanking(
        this IItemScorer model,
        Ratings test,
        RankingOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        float positive = options.Positive;
        using WorkerTeam team = new(options.Threads);
        RankingProblem problem = new(model, test, options.Exclude, positive);
        RankingEvaluator evaluator = new(
            model,
            problem,
            options.K,
            team,
            options.Auc,
            options.SampledNegatives,
            options.Seed
        );
        RankingSums sums = evaluator.Evaluate(cancellationToken);
        GC.KeepAlive(model); // it may be mapped
        if (sums.Users == 0)
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"No user has a relevant item: all {test.Count} test ratings are {(float.IsFinite(positive) ? $"below {positive} or " : "")}among those to exclude."
                ),
                nameof(test)
            );
        RankingMetrics metrics = sums.Means(options.K, evaluator.Coverage());
        return metrics with
        {
            Auc = options.Auc ? metrics.Auc : double.NaN,
            SampledNegatives = options.SampledNegatives,
        };
    }
}
