using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Threads;

namespace FastMf.Tests.Laws;

/// <summary>J over many blocks: the same bits for any number of threads and any vector width, and no allocation.</summary>
public class ObjectiveDeterminismTests
{
    private static readonly Ratings s_ratings = ManyRatings(users: 5000, items: 4500, count: 30_000);
    private static readonly FactorModel s_model = SomeModel(s_ratings, rank: 19);
    private static readonly ObjectiveOptions s_objective = new()
    {
        Penalty = new L2Penalty(0.3f, 0.7f),
        BiasPenalty = new L2Penalty(0.2f, 0.1f),
        PenaltyExponent = 0.3f,
    };

    [Fact]
    public void BitsDependNeitherOnThreadsNorOnWidth()
    {
        ObjectiveValue expected = ObjectiveFunction.Evaluate(s_model, s_ratings, s_objective, threads: 1);
        Assert.True(double.IsFinite(expected.Total) && expected.Penalty > 0);
        foreach (int threads in (int[])[1, 2, 7])
        foreach (int width in SimdWidths.All)
        {
            using WorkerTeam team = new(threads);
            ObjectiveEvaluator evaluator = new(s_model, s_ratings, s_objective, team, width);
            Assert.Equal(expected, evaluator.Evaluate());
            Assert.Equal(expected, evaluator.Evaluate());
        }
    }

    [Fact]
    public void AnEvaluationAllocatesNothingOnAnyThread()
    {
        using WorkerTeam team = new(2);
        ObjectiveEvaluator evaluator = new(s_model, s_ratings, s_objective, team);
        long[] before = new long[team.Count];
        long[] after = new long[team.Count];
        Action<int> readBefore = worker => before[worker] = GC.GetAllocatedBytesForCurrentThread();
        Action<int> readAfter = worker => after[worker] = GC.GetAllocatedBytesForCurrentThread();
        evaluator.Evaluate();
        team.Run(readAfter); // warm
        team.Run(readBefore);
        evaluator.Evaluate();
        evaluator.Evaluate();
        team.Run(readAfter);
        Assert.Equal(before, after);
    }

    private static Ratings ManyRatings(int users, int items, int count)
    {
        int[] userRows = new int[count];
        int[] itemRows = new int[count];
        float[] values = new float[count];
        for (int k = 0; k < count; k++)
        {
            userRows[k] = (int)(k * 7919L % users) / 2; // the upper half of the users stays without ratings
            itemRows[k] = (int)(k * 104_729L % items);
            values[k] = 0.5f + k % 10 * 0.5f;
        }
        return new Ratings(IdMap.Range(users), IdMap.Range(items), userRows, itemRows, values);
    }

    private static FactorModel SomeModel(Ratings ratings, int rank) =>
        new(
            FactorMatrix.FromValues(Wave(ratings.Users.Count * rank, 0.37f), ratings.Users.Count, rank),
            FactorMatrix.FromValues(Wave(ratings.Items.Count * rank, 0.53f), ratings.Items.Count, rank),
            new ModelInfo { Mean = (float)ratings.Mean },
            userBias: Wave(ratings.Users.Count, 0.11f),
            itemBias: Wave(ratings.Items.Count, 0.23f)
        );

    private static float[] Wave(int length, float step) =>
        [.. Enumerable.Range(1, length).Select(i => MathF.IEEERemainder(i * step, 1.618f))];
}
