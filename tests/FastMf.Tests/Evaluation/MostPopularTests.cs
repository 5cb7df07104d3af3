using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;

namespace FastMf.Tests.Evaluation;

/// <summary>Metrics worked out with pencil and paper: they prove the evaluator, whatever is true of its twin.</summary>
public class MostPopularTests
{
    private static readonly double Second = 1 / Math.Log2(3); // what the second place is worth

    /// <summary>Ratings an item: 1 has 4, 4 has 3, 2 and 3 have 2, 0 has 1, 5 has none. So the order is 1 4 2 3 0 5.</summary>
    private static readonly Ratings Train = Of(
        [10, 11, 12, 13],
        [0, 1, 2, 3, 4, 5],
        [(10, 1), (10, 4), (11, 1), (11, 2), (11, 3), (12, 1), (12, 4), (12, 2), (13, 1), (13, 3), (13, 4), (13, 0)],
        _ => 4f
    );

    /// <summary>
    /// K = 2, relevant from 3 on, the training pairs excluded:
    ///   user 10: list 2 3 | 0 5, relevant 3 5 (0 is rated 1): hits at place 2; pairs 3&gt;2 no, 3&gt;0 yes, 5&gt;2 no, 5&gt;0 no
    ///   user 11: list 4 0 | 5, relevant 4: hit at place 1; pairs 4&gt;0, 4&gt;5
    ///   user 12: list 3 0 | 5, relevant 5 (1 is excluded): no hit; no pair in order
    ///   user 13: nothing relevant, skipped
    ///   user 99, unknown: list 1 4 | 2 3 0 5, relevant 4 and 77, which is unknown: hit at place 2; of 10 pairs the four 4&gt;2, 4&gt;3, 4&gt;0, 4&gt;5
    /// </summary>
    private static readonly Ratings Test = Of(
        [10, 11, 12, 13, 99],
        [0, 1, 2, 3, 4, 5, 77],
        [(10, 3), (10, 5), (10, 0), (11, 4), (12, 5), (12, 1), (13, 2), (99, 4), (99, 77)],
        pair => pair is (10, 0) or (13, 2) ? 1f : 3f
    );

    [Fact]
    public void MetricsAreThoseComputedByHand()
    {
        RankingMetrics metrics = MostPopular.Of(Train).EvaluateRanking(Test, 2, Train, positive: 3f);
        Assert.Equal(2, metrics.K);
        Assert.Equal((4, 1, 1), (metrics.Users, metrics.SkippedUsers, metrics.UnknownUsers));
        Assert.Equal((0.5 + 0.5 + 0 + 0.5) / 4, metrics.Precision);
        Assert.Equal((0.5 + 1 + 0 + 0.5) / 4, metrics.Recall);
        Assert.Equal((Second / (1 + Second) + 1 + 0 + Second / (1 + Second)) / 4, metrics.Ndcg, 1e-15);
        Assert.Equal(0.443426403617, metrics.Ndcg, 1e-12);
        Assert.Equal((0.25 + 1 + 0 + 0.25) / 4, metrics.Map);
        Assert.Equal((0.5 + 1 + 0 + 0.5) / 4, metrics.Mrr);
        Assert.Equal((0.25 + 1 + 0 + 0.4) / 4, metrics.Auc);
        Assert.Equal((1 + 1 + 0 + 1) / 4.0, metrics.HitRate);
    }

    /// <summary>Without exclusion everyone's list is 1 | 4 2 3 0 5; with K = 1 only user 12 has it as relevant.</summary>
    [Fact]
    public void WithoutExclusionTheFavouriteComesFirst()
    {
        RankingMetrics metrics = MostPopular.Of(Train).EvaluateRanking(Test, 1, positive: 3f);
        Assert.Equal((0 + 0 + 1 + 0) / 4.0, metrics.Precision);
        Assert.Equal((0 + 0 + 0.5 + 0) / 4, metrics.Recall);
        Assert.Equal((0 + 0 + 1 + 0) / 4.0, metrics.Ndcg); // the ideal list is cut at 1
        // 10: 3 before 0; 11: 4 before 2 3 0 5 of 5; 12: 1 before 4, 5 before none of 4; 99 as before
        Assert.Equal((1 / 8.0 + 4 / 5.0 + 4 / 8.0 + 4 / 10.0) / 4, metrics.Auc, 1e-15);
    }

    [Fact]
    public void AListLongerThanTheItemsStillCountsItsLength()
    {
        RankingMetrics metrics = MostPopular.Of(Train).EvaluateRanking(Test, 100, Train, positive: 3f);
        Assert.Equal((2 + 1 + 1 + 1) / 400.0, metrics.Precision, 1e-15);
        Assert.Equal((1 + 1 + 1 + 0.5) / 4, metrics.Recall);
        Assert.Equal(1, metrics.HitRate);
    }

    private static Ratings Of(
        long[] users,
        long[] items,
        (long User, long Item)[] pairs,
        Func<(long, long), float> value
    )
    {
        IdMap userIds = IdMap.From(users.Select(id => new Id(id)));
        IdMap itemIds = IdMap.From(items.Select(id => new Id(id)));
        return new Ratings(
            userIds,
            itemIds,
            [.. pairs.Select(pair => userIds.TryGetRow(pair.User, out int row) ? row : -1)],
            [.. pairs.Select(pair => itemIds.TryGetRow(pair.Item, out int row) ? row : -1)],
            [.. pairs.Select(pair => value(pair))]
        );
    }
}
