using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Reference;
using FastMf.Threads;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Contracts;

/// <summary>What an L1 penalty does in every trainer that takes one: exact zeros, the same bits, an objective that is told right.</summary>
public class SparseFactorTests
{
    private static SgdOptions Sgd { get; } =
        new()
        {
            Rank = 8,
            InitScale = 0.1f,
            TrackObjective = true,
        };

    private static GradientOptions Gradient { get; } =
        new()
        {
            Rank = 8,
            Epochs = 30,
            LearningRate = 0.1f,
            PenaltyExponent = 1f,
            BatchSize = 300,
            TrackObjective = true,
        };

    /// <summary>A trainer that takes L1, by the penalty.</summary>
    private static Dictionary<string, Func<Penalty, int, Trainer>> Trainers { get; } =
        new()
        {
            ["sgd"] = (penalty, threads) => new SgdTrainer(Sgd with { Penalty = penalty, Threads = threads }),
            ["sgd constant"] = (penalty, threads) =>
                new SgdTrainer(
                    Sgd with
                    {
                        Penalty = penalty,
                        Threads = threads,
                        Schedule = SgdSchedule.Constant,
                        LearningRate = 0.02f,
                    }
                ),
            ["sgd nonnegative"] = (penalty, threads) =>
                new SgdTrainer(Sgd with { Penalty = penalty, Threads = threads, NonNegative = true }),
            ["als"] = (penalty, threads) =>
                new AlsTrainer(
                    new()
                    {
                        Rank = 8,
                        Penalty = penalty,
                        Threads = threads,
                        TrackObjective = true,
                    }
                ),
            ["gradient sgd"] = (penalty, threads) =>
                new GradientTrainer(
                    Gradient with
                    {
                        Penalty = penalty,
                        Threads = threads,
                        Optimizer = new Sgd(),
                        LearningRate = 0.005f,
                    }
                ),
            ["gradient adagrad"] = (penalty, threads) =>
                new GradientTrainer(Gradient with { Penalty = penalty, Threads = threads, Optimizer = new AdaGrad() }),
        };

    public static TheoryData<string> Names => [.. Trainers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_stronger_the_penalty_the_more_factors_are_exactly_zero(string name)
    {
        Ratings ratings = Boards.Planted();
        double[] shares = [Share(0f), Share(0.1f), Share(0.5f), Share(3f)];
        Assert.True(name == "sgd nonnegative" ? shares[0] < 0.5 : shares[0] == 0, $"{shares[0]}");
        Assert.True(shares[1] < shares[3] && shares[2] <= shares[3], string.Join(", ", shares));
        Assert.InRange(shares[3], 0.9, 1);

        double Share(float lambda) =>
            Trainers[name](Penalty.L1(lambda) + Penalty.L2(0.02f), 1).Fit(ratings).Model.UserFactors.ZeroShare();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_last_reported_objective_is_that_of_the_model_and_threads_change_no_bit(string name)
    {
        Ratings ratings = Boards.Planted(users: 300, items: 200, count: 6_000);
        Penalty penalty = Penalty.L1(0.02f, 0.03f) + Penalty.L2(0.05f);
        FitResult fit = Trainers[name](penalty, 1).Fit(ratings);
        Assert.InRange(fit.Model.UserFactors.ZeroShare(), 0.001, 0.999);
        Assert.Equal(penalty, fit.Model.Info.Objective.Penalty);
        Assert.Equal(fit.History[^1].Objective, ObjectiveFunction.Evaluate(fit.Model, ratings).Total);
        Assert.True(fit.History[^1].Objective < fit.History[0].Objective);
        foreach (int threads in (int[])[2, 7])
            Boards.AssertSameBits(fit.Model, Trainers[name](penalty, threads).Fit(ratings).Model);
    }

    /// <summary>A fit of one block, rating after rating, against the same in double precision.</summary>
    [Theory]
    [InlineData(SgdSchedule.Constant, 0f)]
    [InlineData(SgdSchedule.Constant, 0.5f)]
    [InlineData(SgdSchedule.AdaGrad, 1f)]
    public void Rating_by_rating_equals_the_plain_computation(SgdSchedule schedule, float exponent)
    {
        SgdOptions options = new()
        {
            Rank = DescentCase.Rank,
            Epochs = 5,
            Schedule = schedule,
            LearningRate = schedule == SgdSchedule.Constant ? 0.02f : 0.8f,
            Penalty = Penalty.L1(0.5f, 0.8f) + Penalty.L2(0.1f, 0.2f),
            BiasPenalty = new(0.2f, 0.1f),
            PenaltyExponent = exponent,
            Threads = 2,
        };
        Ratings ratings = DescentCase.Ratings();
        FactorModel start = DescentCase.Start(bias: true);
        FactorModel model = new SgdTrainer(options).Fit(ratings, null, start).Model;
        double[] plain = Plain(options, ratings, start);
        double[] actual = PlainDescent.Flat(model);
        Assert.InRange(DescentCase.Distance(actual, plain), 0, 1e-5);
        Assert.Contains(actual, x => x == 0);
    }

    [Fact]
    public void A_penalty_on_one_side_leaves_the_other_one_dense()
    {
        foreach (
            Func<Penalty, int, Trainer> trainer in Trainers
                .Where(one => one.Key != "sgd nonnegative")
                .Select(one => one.Value)
        )
        {
            FactorModel model = trainer(Penalty.L1(0f, 0.05f) + Penalty.L2(0.02f), 1).Fit(Boards.Planted()).Model;
            Assert.True(model.ItemFactors.ZeroShare() > 0.01);
            Assert.InRange(model.UserFactors.ZeroShare(), 0, 0.1 * model.ItemFactors.ZeroShare()); // als: no item left, no user
        }
    }

    private static double[] Plain(SgdOptions options, Ratings ratings, FactorModel start)
    {
        int[] users = PenaltyWeights.Counts(ratings.UserRows, ratings.Users.Count);
        int[] items = PenaltyWeights.Counts(ratings.ItemRows, ratings.Items.Count);
        using WorkerTeam team = new(1);
        GridShape shape = GridShape.Choose(ratings.Count, users.Length, items.Length, start.UserFactors.Stride);
        BlockGrid grid = new(ratings, users, items, shape, team);
        Assert.Equal(1, grid.Blocks); // one block, so that the order is its entries'
        float[] values = ratings.Values.ToArray();
        double variance = values
            .Select(r => (r - values.Average(x => (double)x)) * (r - values.Average(x => (double)x)))
            .Average();
        bool adaptive = options.Schedule == SgdSchedule.AdaGrad;
        double[][] u = Rows(start.UserFactors);
        double[][] v = Rows(start.ItemFactors);
        PlainSgd.Row[] userRows = Scalars(ofItems: false, users, start.UserBias);
        PlainSgd.Row[] itemRows = Scalars(ofItems: true, items, start.ItemBias);
        PlainSgd sgd = new(u, v, userRows, itemRows)
        {
            Mean = start.Info.Mean,
            BiasShare = adaptive ? 0.2 * Math.Sqrt(variance) : 1,
            Rate = options.LearningRate,
            AdaGrad = adaptive,
        };
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        for (int k = 0; k < grid.Entries(0, 0).Length; k++)
        {
            SgdEntry entry = grid.Entries(0, 0)[k];
            sgd.Step(grid.Users.Rows[entry.User], grid.Items.Rows[entry.Item], entry.Value, grid.Weights(0, 0)[k]);
        }
        return
        [
            .. u.SelectMany(row => row),
            .. v.SelectMany(row => row),
            .. userRows.Concat(itemRows).Select(row => row.Bias),
        ];

        static double[][] Rows(FactorMatrix matrix) =>
            [.. Enumerable.Range(0, matrix.Rows).Select(i => matrix[i].ToArray().Select(x => (double)x).ToArray())];

        PlainSgd.Row[] Scalars(bool ofItems, int[] counts, ReadOnlySpan<float> biases)
        {
            float[] bias = biases.ToArray();
            PlainPenalty penalty = new(options.Penalty, ofItems);
            double biasLambda = ofItems ? options.BiasPenalty.Items : options.BiasPenalty.Users;
            return
            [
                .. counts.Select(
                    (n, i) =>
                    {
                        double share = n == 0 ? 0 : Math.Pow(n, options.PenaltyExponent - 1);
                        return new PlainSgd.Row
                        {
                            Bias = bias[i],
                            Accumulator = 4 * 30 * variance,
                            Shrink = penalty.Smooth(1, share, 0),
                            BiasShrink = biasLambda * share,
                            Threshold = penalty.L1 * share,
                        };
                    }
                ),
            ];
        }
    }
}
