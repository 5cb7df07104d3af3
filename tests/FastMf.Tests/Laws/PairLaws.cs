using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Tests.Contracts;
using FastMf.Threads;
using FastMf.Trainers;

namespace FastMf.Tests.Laws;

/// <summary>Pairwise ranking goes down the gradient of its J, and its reported J is what the formula says.</summary>
public class PairLaws
{
    private static readonly ObjectiveOptions Objective = new()
    {
        Pairwise = new(),
        Penalty = new L2Penalty(0.3f, 0.2f),
        BiasPenalty = new(0f, 0.4f),
    };

    /// <summary>Users 0 and 1 like one item each: the other item of each pair can only be the other one's.</summary>
    private static readonly Ratings Forced = Ratings.FromRows(2, 2, [0, 1], [0, 1], [1f, 1f]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_step_of_one_pair_goes_down_the_gradient_of_its_term(int seed)
    {
        FactorModel model = Model(3, 5, rank: 7, (ulong)seed);
        PairEntry pair = new(1, 4, 2);
        FactorModel moved = Step(model, pair);
        foreach ((FactorMatrix from, FactorMatrix to) in Matrices(model, moved))
            for (int row = 0; row < from.Rows; row++)
            for (int k = 0; k < from.Columns; k++)
                AssertDown(ref from.Row(row)[k], to[row][k]);
        for (int item = 0; item < 5; item++)
            AssertDown(ref model.ItemBiasArray![item], moved.ItemBias[item]);

        void AssertDown(ref float x, float after)
        {
            const float Width = 1f / 256;
            float before = x;
            x = before + Width;
            double above = Term(model, pair);
            x = before - Width;
            double below = Term(model, pair);
            x = before;
            Assert.Equal(-(above - below) / (2 * Width), (double)after - before, 2e-5);
        }
    }

    [Fact]
    public void The_reported_objective_is_the_sum_of_the_pairs_terms()
    {
        FactorModel model = Model(2, 2, rank: 3, seed: 1);
        ObjectiveValue value = ObjectiveFunction.Evaluate(model, Forced, Objective);
        Assert.Equal(Term(model, new(0, 0, 1)) + Term(model, new(1, 1, 0)), value.Total, 1e-6);
        ObjectiveValue unknown = ObjectiveFunction.Evaluate(
            model,
            Ratings.FromColumns([0, 1, 7], [0, 1, 0], [1f, 1f, 1f]),
            Objective
        );
        Assert.Equal(value.DataCost + Math.Log(2), unknown.DataCost, 1e-12);
        Assert.Equal(value.Penalty, unknown.Penalty);
        Ratings single = Ratings.FromRows(2, 2, [0], [0], [1f]); // nothing to draw
        Assert.Equal(0, ObjectiveFunction.Evaluate(model, single, Objective).Total);
    }

    [Theory]
    [InlineData(SgdParallel.Blocked)]
    [InlineData(SgdParallel.Hogwild)]
    public void An_epoch_of_tiny_steps_is_a_step_down_the_gradient_of_the_objective(SgdParallel parallel)
    {
        const float Rate = 1f / 1024;
        FactorModel before = Model(2, 2, rank: 3, seed: 2);
        BprOptions options = new()
        {
            Rank = 3,
            Epochs = 1,
            Schedule = SgdSchedule.Constant,
            LearningRate = Rate,
            Parallel = parallel,
            Penalty = Objective.Penalty,
            BiasPenalty = Objective.BiasPenalty,
            Threads = 1,
        };
        FactorModel after = new BprTrainer(options).Fit(Forced, null, before).Model;
        double start = ObjectiveFunction.Evaluate(before, Forced, Objective).Total;
        double fell = start - ObjectiveFunction.Evaluate(after, Forced, Objective).Total;
        double length = 0;
        foreach ((FactorMatrix from, FactorMatrix to) in Matrices(before, after))
            for (int row = 0; row < from.Rows; row++)
            for (int k = 0; k < from.Columns; k++)
                length += Math.Pow((double)to[row][k] - from[row][k], 2);
        for (int item = 0; item < 2; item++)
            length += Math.Pow((double)after.ItemBias[item] - before.ItemBias[item], 2);
        Assert.InRange(fell / (length / Rate), 0.99, 1.01); // J falls by rate |gradient|^2
    }

    [Fact]
    [Trait("Category", "Bits")]
    public void Neither_threads_nor_width_nor_the_order_of_ratings_change_a_bit_of_the_objective()
    {
        Ratings ratings = Boards.Planted(users: 300, items: 80, count: 4_000);
        FactorModel model = Model(300, 80, rank: 20, seed: 3);
        foreach (Negatives negatives in Enum.GetValues<Negatives>())
        {
            ObjectiveOptions objective = Objective with
            {
                Pairwise = new() { Negatives = negatives, Positive = 3f },
            };
            double expected = ObjectiveFunction.Evaluate(model, ratings, objective, threads: 1).Total;
            foreach (int width in SimdWidths.All)
            {
                using WorkerTeam team = new(3);
                PairwiseObjectiveEvaluator evaluator = new(model, ratings, objective, team, width);
                Assert.Equal(expected, evaluator.Evaluate().Total);
            }
            int[] backwards = [.. Enumerable.Range(0, ratings.Count).Reverse()];
            Ratings other = Ratings.FromRows(
                300,
                80,
                [.. backwards.Select(k => ratings.UserRows[k])],
                [.. backwards.Select(k => ratings.ItemRows[k])],
                [.. backwards.Select(k => ratings.Values[k])]
            );
            Assert.Equal(expected, ObjectiveFunction.Evaluate(model, other, objective).Total);
        }
    }

    [Fact]
    public void Pairs_have_no_gradient_here_no_weights_and_no_norms()
    {
        FactorModel model = Model(2, 2, rank: 3, seed: 1);
        Ratings weighted = Ratings.FromRows(2, 2, [0, 1], [0, 1], [1f, 1f], weights: [1f, 2f]);
        Assert.Throws<ArgumentException>(() => ObjectiveFunction.Gradient(model, Forced, Objective));
        Assert.Throws<ArgumentException>(() => ObjectiveFunction.Evaluate(model, weighted, Objective));
        ObjectiveOptions norms = Objective with { Penalty = Penalty.Frobenius(1f) };
        Assert.Throws<ArgumentException>(() => ObjectiveFunction.Evaluate(model, Forced, norms));
    }

    /// <summary>The term of one pair, as on paper.</summary>
    private static double Term(FactorModel model, PairEntry pair)
    {
        double x = model.ItemBias[pair.Item] - (double)model.ItemBias[pair.Other];
        for (int k = 0; k < model.Rank; k++)
            x +=
                model.UserFactors[pair.User][k]
                * ((double)model.ItemFactors[pair.Item][k] - model.ItemFactors[pair.Other][k]);
        return Math.Log(1 + Math.Exp(-x))
            + 0.15f * Squares(model.UserFactors[pair.User])
            + 0.1f * (Squares(model.ItemFactors[pair.Item]) + Squares(model.ItemFactors[pair.Other]))
            + 0.2f * (Math.Pow(model.ItemBias[pair.Item], 2) + Math.Pow(model.ItemBias[pair.Other], 2));
    }

    private static double Squares(ReadOnlySpan<float> row) => row.ToArray().Sum(x => (double)x * x);

    private static (FactorMatrix, FactorMatrix)[] Matrices(FactorModel x, FactorModel y) =>
        [(x.UserFactors, y.UserFactors), (x.ItemFactors, y.ItemFactors)];

    private static FactorModel Model(int users, int items, int rank, ulong seed)
    {
        float[] bias = new float[items];
        Fill.Normal(seed, 1_000_000, bias, 1f);
        return new FactorModel(Matrix(users, 1), Matrix(items, 2), itemBias: bias);

        FactorMatrix Matrix(int rows, ulong side)
        {
            FactorMatrix matrix = new(rows, rank);
            for (int row = 0; row < rows; row++)
                Fill.Normal(10 * seed + side, row, matrix.Row(row)[..rank], 0.5f);
            return matrix;
        }
    }

    private static FactorModel Step(FactorModel model, PairEntry pair)
    {
        FactorModel moved = new(model.UserFactors.Copy(), model.ItemFactors.Copy(), itemBias: model.ItemBias.ToArray());
        SimdWidth.Dispatch<OneStep, double>(new(moved, pair));
        return moved;
    }

    private readonly struct OneStep(FactorModel model, PairEntry pair) : ISimdVisitor<double>
    {
        public double Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            PairStep.Run<TSimd, PairwiseLogistic, PlainRule>(
                [pair],
                new(
                    ref model.UserFactors.Origin,
                    new float[model.Users.Count],
                    ref model.ItemFactors.Origin,
                    new float[model.Items.Count],
                    model.ItemBiasArray,
                    model.UserFactors.Stride
                ),
                new PairTerms(0.3f, 0.2f, 0.4f, BiasShare: 1f),
                default,
                PlainRule.Create(1f)
            );
    }
}
