using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Tests.Reference;
using FastMf.Threads;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of implicit feedback, whatever the model, the pairs and the options are.</summary>
public class ImplicitLaws
{
    [Fact]
    public void The_objective_is_that_of_all_pairs_one_by_one() =>
        Law.Holds(
            ImplicitProblems.Any,
            problem =>
            {
                ObjectiveValue fast = problem.Value();
                PlainImplicit plain = new(problem);
                double tolerance = 1e-5 * (1 + plain.DataCost());
                Assert.InRange(fast.DataCost, plain.DataCost() - tolerance, plain.DataCost() + tolerance);
                Assert.Equal(plain.Penalty(), fast.Penalty, 1e-9 * (1 + plain.Penalty()));
            }
        );

    [Fact]
    public void No_half_step_raises_the_objective() =>
        Law.Holds(
            ImplicitProblems.Any,
            problem =>
            {
                problem = ImplicitProblems.Copy(problem);
                double last = problem.Value().Total;
                double size = 1 + new PlainImplicit(problem).DataCost();
                for (int half = 0; half < 6; half++)
                {
                    Step(problem, ofItems: half % 2 == 0);
                    double now = problem.Value().Total;
                    if (problem.Objective.Penalty == Penalty.None) // then factors may be of any size, and roundings too
                        size += SumOfSquares(problem.Model.UserFactors) * SumOfSquares(problem.Model.ItemFactors);
                    Assert.InRange(now, double.NegativeInfinity, last + 1e-6 * size);
                    last = now;
                }
            }
        );

    [Fact]
    public void A_half_step_finds_the_best_rows() =>
        Law.Holds(
            ImplicitProblems.Solvable,
            problem =>
            {
                problem = ImplicitProblems.Copy(problem);
                PlainImplicit plain = new(problem);
                double[][] best = [.. Enumerable.Range(0, problem.Model.Users.Count).Select(plain.BestUser)];
                Step(problem, ofItems: false);
                for (int user = 0; user < best.Length; user++)
                {
                    double size = best[user].Max(Math.Abs);
                    for (int k = 0; k < problem.Model.Rank; k++)
                        Assert.Equal(best[user][k], problem.Model.UserFactors[user][k], 1e-4 * size);
                }
            }
        );

    [Fact]
    public void A_row_without_positives_becomes_zero() =>
        Law.Holds(
            ImplicitProblems.Any,
            problem =>
            {
                problem = ImplicitProblems.Copy(problem);
                Step(problem, ofItems: true);
                SparseMatrix byItem = problem
                    .Objective.Implicit!.Confidences(SparseMatrix.FromRatings(problem.Ratings))
                    .Transpose();
                for (int item = 0; item < byItem.RowCount; item++)
                {
                    if (byItem.CountOf(item) == 0)
                        Assert.All(problem.Model.ItemFactors[item].ToArray(), x => Assert.Equal(0f, x));
                }
            }
        );

    [Fact]
    [Trait("Category", "Bits")]
    public void Neither_threads_nor_width_change_a_bit() =>
        Law.Holds(
            ImplicitProblems.Any,
            problem =>
            {
                Problem first = ImplicitProblems.Copy(problem);
                Step(first, true);
                double objective = first.Value().Total;
                foreach (int width in SimdWidths.All)
                {
                    Problem other = ImplicitProblems.Copy(problem);
                    Step(other, true, threads: 3, width);
                    Contracts.Boards.AssertSameBits(first.Model, other.Model);
                    using WorkerTeam team = new(2);
                    ImplicitObjectiveEvaluator evaluator = new(
                        other.Model,
                        other.Ratings,
                        other.Objective,
                        team,
                        width
                    );
                    Assert.Equal(objective, evaluator.Evaluate().Total);
                }
            },
            tests: 50
        );

    private static double SumOfSquares(FactorMatrix matrix) =>
        Enumerable.Range(0, matrix.Rows).Sum(row => matrix[row].ToArray().Sum(x => (double)x * x));

    private static void Step(Problem problem, bool ofItems, int threads = 1, int? width = null)
    {
        using WorkerTeam team = new(threads);
        (FactorModel model, Ratings ratings, ObjectiveOptions objective) = problem;
        L2Penalty lambda = (L2Penalty)objective.Penalty;
        SparseMatrix values = SparseMatrix.FromRatings(ratings);
        SparseMatrix confidences = objective.Implicit!.Confidences(ofItems ? values.Transpose() : values);
        ImplicitSide side = new(
            confidences,
            ofItems ? model.ItemFactors : model.UserFactors,
            ofItems ? model.UserFactors : model.ItemFactors,
            ImplicitSide.LambdasOf(
                confidences,
                objective.Implicit,
                ofItems ? lambda.Items : lambda.Users,
                objective.PenaltyExponent
            ),
            objective.Implicit
        );
        Assert.True(new ImplicitHalfStep(side, team, width ?? SimdWidth.Current).Run(default));
    }
}
