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
                // The sum over all pairs is not more than this, and may be all but subtracted again.
                double all = SumOfSquares(problem.Model.UserFactors) * SumOfSquares(problem.Model.ItemFactors);
                double tolerance = 1e-7 * plain.DataCost() + 1e-12 * (1 + all); // a confidence is a float
                Assert.InRange(fast.DataCost, plain.DataCost() - tolerance, plain.DataCost() + tolerance);
                Assert.Equal(plain.Penalty(), fast.Penalty, 1e-9 * (1 + plain.Penalty()));
            }
        );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void No_half_step_raises_the_objective(int steps) =>
        Law.Holds(
            ImplicitProblems.Any,
            problem =>
            {
                problem = ImplicitProblems.Copy(problem);
                double last = problem.Value().Total;
                double size = 1 + new PlainImplicit(problem).DataCost();
                for (int half = 0; half < 6; half++)
                {
                    Step(problem, ofItems: half % 2 == 0, steps);
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
                double[][] before = // the half-step turns the basis, and what does not turn are predictions
                [
                    .. Enumerable
                        .Range(0, problem.Model.Items.Count)
                        .Select(item => problem.Model.ItemFactors[item].ToArray().Select(x => (double)x).ToArray()),
                ];
                double[][] best = [.. Enumerable.Range(0, problem.Model.Users.Count).Select(plain.BestUser)];
                Step(problem, ofItems: false);
                for (int user = 0; user < best.Length; user++)
                {
                    double[] scores = [.. before.Select(v => v.Zip(best[user], (x, y) => x * y).Sum())];
                    double size = scores.Max(Math.Abs);
                    for (int item = 0; item < scores.Length; item++)
                        Assert.Equal(scores[item], problem.Model.Predict(user, item), 1e-4 * size + 1e-6);
                }
            }
        );

    [Fact]
    public void Many_steps_of_conjugate_gradients_find_the_best_rows_too() =>
        Law.Holds(
            ImplicitProblems.Solvable,
            problem =>
            {
                Problem exact = ImplicitProblems.Copy(problem);
                Step(exact, ofItems: false);
                Problem iterated = ImplicitProblems.Copy(problem);
                Step(iterated, ofItems: false, steps: 40);
                AssertSameScores(exact.Model, iterated.Model, 1e-3);
            }
        );

    [Fact]
    public void A_half_step_that_turns_both_sides_leaves_predictions_of_the_best_rows() =>
        Law.Holds(
            ImplicitProblems.Solvable,
            problem =>
            {
                problem = ImplicitProblems.Copy(problem);
                Step(problem, ofItems: false);
                Problem again = ImplicitProblems.Copy(problem);
                Step(again, ofItems: false, steps: 1); // from the best rows there is nowhere to go
                AssertSameScores(problem.Model, again.Model, 1e-4);
            }
        );

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Factors_that_are_zero_in_all_rows_stay_so_and_change_no_prediction(int steps) =>
        Law.Holds(
            ImplicitProblems.Solvable,
            problem =>
            {
                Problem narrow = ImplicitProblems.Copy(problem);
                Problem wide = problem.With(Wider(problem.Model.UserFactors), Wider(problem.Model.ItemFactors));
                foreach (Problem p in (Problem[])[narrow, wide])
                {
                    Step(p, ofItems: true, steps);
                    Step(p, ofItems: false, steps);
                }
                AssertSameScores(narrow.Model, wide.Model, 1e-3);
            }
        );

    private static FactorMatrix Wider(FactorMatrix factors)
    {
        FactorMatrix wider = new(factors.Rows, factors.Columns + 20);
        for (int row = 0; row < factors.Rows; row++)
            factors.Values(row).CopyTo(wider.Row(row));
        return wider;
    }

    private static void AssertSameScores(FactorModel expected, FactorModel actual, double share)
    {
        for (int user = 0; user < expected.Users.Count; user++)
        {
            double size = Enumerable.Range(0, expected.Items.Count).Max(item => Math.Abs(expected.Predict(user, item)));
            for (int item = 0; item < expected.Items.Count; item++)
                Assert.Equal(expected.Predict(user, item), actual.Predict(user, item), share * size + 1e-6);
        }
    }

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
                foreach (int steps in (int[])[0, 2])
                foreach (int width in SimdWidths.All)
                {
                    Problem first = ImplicitProblems.Copy(problem);
                    Step(first, true, steps);
                    double objective = first.Value().Total;
                    Problem other = ImplicitProblems.Copy(problem);
                    Step(other, true, steps, threads: 3, width);
                    Contracts.Boards.AssertSameBits(first.Model, other.Model);
                    using WorkerTeam team = new(2);
                    ImplicitObjectiveEvaluator evaluator = new(other.Model, other.Ratings, other.Objective, team);
                    Assert.Equal(objective, evaluator.Evaluate().Total);
                }
            },
            tests: 50
        );

    private static double SumOfSquares(FactorMatrix matrix) =>
        Enumerable.Range(0, matrix.Rows).Sum(row => matrix[row].ToArray().Sum(x => (double)x * x));

    private static void Step(Problem problem, bool ofItems, int steps = 0, int threads = 1, int? width = null)
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
            objective.Implicit,
            steps
        );
        Assert.True(new ImplicitHalfStep(side, team, width ?? SimdWidth.Current).Run(default));
    }
}
