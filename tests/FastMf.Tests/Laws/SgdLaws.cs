using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Tests.Reference;
using FastMf.Trainers;

namespace FastMf.Tests.Laws;

/// <summary>
/// Stochastic gradient descent goes down the gradient of J, and of no other function: what its ratings do, each from
/// the same point, adds up to the gradient.
/// </summary>
public class SgdLaws
{
    /// <summary>
    /// The fused kernel with step size 1, one rating at a time from the same old numbers: the displacements add up to
    /// minus the gradient.
    /// </summary>
    [Fact]
    public void TheKernelsStepsOfOneEpochTakenAtOnePointAddUpToTheGradient() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } };
                PlainGradient gradient = new PlainObjective(problem).Gradient();
                double longest = 1;
                for (int k = 0; k < problem.Ratings.Count; k++)
                    longest = Math.Max(longest, AddStep(problem, k, gradient));
                // Eight roundings of a prediction whose terms cancel, times 2w: up to 5e-6; a wrong share shows at 1e-2.
                double rounding = 1e-5 * longest * (1 + problem.Ratings.Count);
                AssertZero(gradient, rounding, biases: !problem.Model.UserBias.IsEmpty);
            }
        );

    /// <summary>The same for every loss; the gradient is the one that GradientCheck holds against J.</summary>
    [Theory]
    [MemberData(nameof(LossLaws.Names), MemberType = typeof(LossLaws))]
    public void TheKernelGoesDownTheGradientOfEveryLoss(string name) =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = problem.WithLoss(Entries.Losses.Single(loss => loss.Name == name));
                problem = problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } };
                PlainGradient sums = new PlainObjective(problem).Zero();
                double longest = 1;
                for (int k = 0; k < problem.Ratings.Count; k++)
                    longest = Math.Max(longest, AddStep(problem, k, sums));
                PlainGradient minus = new PlainObjective(problem).Zero();
                minus.Subtract(sums);
                minus.AssertEquals(problem.Gradient(), 1e-5 * longest * (1 + problem.Ratings.Count));
            }
        );

    /// <summary>One epoch of the whole trainer with a tiny step, as a user calls it.</summary>
    [Fact]
    public void AnEpochOfTinyStepsIsAStepDownTheGradient() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                if (problem.Ratings.Count == 0)
                    return;
                problem = problem with
                {
                    Objective = problem.Objective with
                    {
                        Reduction = Reduction.Sum,
                        Penalty = new L2Penalty(60f, 20f), // large, so that a wrong share of it would show
                        BiasPenalty = new L2Penalty(10f, 40f),
                    },
                };
                const float Rate = 1f / (1 << 17);
                FactorModel before = problem.Model;
                SgdTrainer trainer = new(
                    new()
                    {
                        Rank = before.Rank,
                        Epochs = 1,
                        Bias = !before.UserBias.IsEmpty,
                        Penalty = problem.Objective.Penalty,
                        BiasPenalty = problem.Objective.BiasPenalty,
                        PenaltyExponent = problem.Objective.PenaltyExponent,
                        Schedule = SgdSchedule.Constant,
                        LearningRate = Rate,
                        Threads = 1,
                    }
                );
                FactorModel after = trainer.Fit(problem.Ratings, null, before).Model;
                PlainGradient gradient = new PlainObjective(problem).Gradient();
                double norm = Math.Sqrt(gradient.SquaredNorm(biases: !before.UserBias.IsEmpty));
                Add(gradient.U, before.UserFactors, after.UserFactors, Rate);
                Add(gradient.V, before.ItemFactors, after.ItemFactors, Rate);
                Add(gradient.A, before.UserBias, after.UserBias, Rate);
                Add(gradient.B, before.ItemBias, after.ItemBias, Rate);
                // A rounding to float moves a number near 1 by up to 2^-24, and each of a row's ratings rounds twice.
                double rounding = (1 + problem.Ratings.Count) / 64.0;
                AssertZero(gradient, rounding + 0.02 * norm, biases: !before.UserBias.IsEmpty);
            }
        );

    /// <summary>Adds what the rating at position k does to the sums; returns the longest way that a number went.</summary>
    private static double AddStep(Problem problem, int k, PlainGradient sums)
    {
        int user = problem.Ratings.UserRows[k];
        int item = problem.Ratings.ItemRows[k];
        Side users = new(problem.Model.UserFactors, problem.Model.UserBias);
        Side items = new(problem.Model.ItemFactors, problem.Model.ItemBias);
        ObjectiveOptions objective = problem.Objective;
        users.SetShrink(
            user,
            problem.Ratings.UserRows,
            objective,
            objective.Penalty.UserStrength.Shrink,
            objective.BiasPenalty.Users
        );
        items.SetShrink(
            item,
            problem.Ratings.ItemRows,
            objective,
            objective.Penalty.ItemStrength.Shrink,
            objective.BiasPenalty.Items
        );
        SimdWidth.Dispatch<Step, double>(new(problem, k, users, items));

        Add(sums.U, problem.Model.UserFactors, users.Factors, 1);
        Add(sums.V, problem.Model.ItemFactors, items.Factors, 1);
        Add(sums.A, problem.Model.UserBias, users.Biases, 1);
        Add(sums.B, problem.Model.ItemBias, items.Biases, 1);
        IEnumerable<float> moved =
        [
            .. users.Factors[user],
            .. items.Factors[item],
            users.Biases[user],
            items.Biases[item],
        ];
        return moved.Max(x => Math.Abs((double)x));
    }

    private static void Add(double[][] sums, FactorMatrix before, FactorMatrix after, double rate)
    {
        for (int i = 0; i < sums.Length; i++)
            Add(sums[i], before[i], after[i], rate);
    }

    private static void Add(double[] sums, ReadOnlySpan<float> before, ReadOnlySpan<float> after, double rate)
    {
        for (int c = 0; c < before.Length; c++)
            sums[c] += ((double)after[c] - before[c]) / rate;
    }

    private static void AssertZero(PlainGradient gradient, double tolerance, bool biases)
    {
        foreach (double[] row in gradient.U.Concat(gradient.V))
            Assert.All(row, x => Assert.Equal(0, x, tolerance));
        if (biases)
            Assert.All(gradient.A.Concat(gradient.B), x => Assert.Equal(0, x, tolerance));
    }

    /// <summary>A copy of the users' or the items' numbers, as the kernel wants them.</summary>
    private sealed class Side(FactorMatrix factors, ReadOnlySpan<float> biases)
    {
        public FactorMatrix Factors { get; } = factors.Copy();

        public SgdRow[] Rows { get; } =
            biases.IsEmpty
                ? new SgdRow[factors.Rows]
                : [.. biases.ToArray().Select(bias => new SgdRow { Bias = bias })];

        public float[] Biases => [.. Rows.Select(row => row.Bias)];

        public void SetShrink(
            int row,
            ReadOnlySpan<int> rows,
            ObjectiveOptions objective,
            float shrink,
            float biasShrink
        )
        {
            int[] counts = PenaltyWeights.Counts(rows, Rows.Length);
            float share = (float)PenaltyWeights.OfRating(counts[row], objective.PenaltyExponent);
            Rows[row].Shrink = shrink * share;
            Rows[row].BiasShrink = biasShrink * share;
        }
    }

    private readonly struct Step(Problem problem, int k, Side users, Side items) : ISimdVisitor<double>
    {
        public double Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            problem.Objective.Loss.Bind<WithLoss<TSimd>, double>(new(problem, k, users, items));
    }

    private readonly struct WithLoss<TSimd>(Problem problem, int k, Side users, Side items) : ILossVisitor<double>
        where TSimd : struct, ISimd<TSimd>
    {
        public double Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss =>
            SgdStep.Run<TSimd, TLoss, PlainRule>(
                [
                    new SgdEntry(
                        (ushort)problem.Ratings.UserRows[k],
                        (ushort)problem.Ratings.ItemRows[k],
                        problem.Ratings.Values[k]
                    ),
                ],
                problem.Ratings.Weights.IsEmpty ? [] : problem.Ratings.Weights.Slice(k, 1),
                ref users.Factors.Origin,
                ref MemoryMarshal.GetArrayDataReference(users.Rows),
                ref items.Factors.Origin,
                ref MemoryMarshal.GetArrayDataReference(items.Rows),
                users.Factors.Stride,
                new SgdTerms(problem.Mu, problem.Model.UserBias.IsEmpty ? 0f : 1f, NonNegative: false),
                loss,
                PlainRule.Create(1f)
            );
    }
}
