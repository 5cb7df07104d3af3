using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Simd;
using FastMf.Tests.Reference;
using FastMf.Threads;

namespace FastMf.Tests.Laws;

/// <summary>What a half-step of alternating least squares must do, on random problems.</summary>
public class AlsLaws
{
    [Fact]
    public void No_half_step_raises_the_objective() => Law.Holds(Problems.Any, problem => Falls(problem, false));

    [Fact]
    public void No_half_step_of_non_negative_factors_raises_the_objective() =>
        Law.Holds(Problems.Any, problem => Falls(NonNegative(problem), true));

    [Fact]
    public void No_half_step_with_an_L1_penalty_raises_the_objective()
    {
        foreach (Penalty penalty in (Penalty[])[Penalty.L1(0.5f, 2f), Penalty.L1(1f, 0.3f) + Penalty.L2(0.2f, 0.4f)])
        {
            Law.Holds(Problems.Any, problem => Falls(With(problem, penalty), false), tests: 100);
            Law.Holds(Problems.Any, problem => Falls(NonNegative(With(problem, penalty)), true), tests: 100);
        }
    }

    /// <summary>Half-steps of one side alone: where they end, 0 is in the subgradient of J.</summary>
    [Fact]
    public void Half_steps_with_an_L1_penalty_end_where_no_factor_can_do_better() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = Solvable(problem);
                PlainGradient start = new PlainObjective(problem).Gradient();
                double size = 1 + start.U.Concat(start.V).Max(row => row.Max(Math.Abs));
                problem = With(problem, problem.Objective.Penalty + Penalty.L1(1.5f));
                for (int half = 0; half < 100; half++)
                    Step(problem, ofItems: false, nonNegative: false);
                PlainGradient smooth = new PlainObjective(With(problem, new L2Penalty(0.7f, 0.4f))).Gradient();
                for (int i = 0; i < smooth.U.Length; i++)
                {
                    int n = problem.Ratings.UserRows.Count(i);
                    double l1 = n == 0 ? 0 : 1.5 * Math.Pow(n, problem.Objective.PenaltyExponent);
                    for (int k = 0; k < smooth.U[i].Length && n > 0; k++)
                    {
                        float x = problem.Model.UserFactors[i][k];
                        double rest =
                            x == 0f ? Math.Max(0, Math.Abs(smooth.U[i][k]) - l1) : smooth.U[i][k] + l1 * Math.Sign(x);
                        Assert.InRange(rest, -1e-3 * size, 1e-3 * size);
                    }
                }
            },
            tests: 100
        );

    [Fact]
    public void After_a_half_step_the_gradient_of_the_rows_solved_is_zero() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = Solvable(problem);
                double before = Longest(new PlainObjective(problem).Gradient(), problem);
                Step(problem, ofItems: false, nonNegative: false);
                double after = Longest(new PlainObjective(problem).Gradient(), problem);
                Assert.InRange(after, 0, 1e-4 * (1 + before));
            }
        );

    [Fact]
    public void A_half_step_finds_the_solution_of_the_normal_equations() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = Solvable(problem);
                double[][] exact = [.. Enumerable.Range(0, problem.Model.Users.Count).Select(i => Exact(problem, i))];
                Step(problem, ofItems: false, nonNegative: false);
                for (int i = 0; i < exact.Length; i++)
                {
                    double[] found = Unknowns(problem.Model, i);
                    double size = 1 + exact[i].Max(Math.Abs);
                    for (int k = 0; k < found.Length; k++)
                        Assert.InRange(found[k], exact[i][k] - 1e-4 * size, exact[i][k] + 1e-4 * size);
                }
            }
        );

    [Fact]
    public void Neither_threads_nor_width_change_a_bit() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } };
                foreach (bool sparse in (bool[])[false, true])
                foreach (bool nonNegative in (bool[])[false, true])
                {
                    if (sparse)
                        problem = With(problem, problem.Objective.Penalty + Penalty.L1(0.5f));
                    Problem first = Copy(problem);
                    Step(first, true, nonNegative);
                    foreach (int width in SimdWidths.All)
                    {
                        Problem other = Copy(problem);
                        Step(other, true, nonNegative, threads: 3, width);
                        Contracts.Boards.AssertSameBits(first.Model, other.Model);
                    }
                }
            },
            tests: 50
        );

    private static void Falls(Problem problem, bool nonNegative)
    {
        problem = Copy(problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } });
        double last = problem.Value().Total;
        for (int half = 0; half < 6; half++)
        {
            Step(problem, ofItems: half % 2 == 0, nonNegative);
            double now = problem.Value().Total;
            Assert.InRange(now, 0, last + 1e-6 * (1 + problem.Ratings.Count)); // of ratings up to 5: their squares' roundings
            last = now;
        }
    }

    private static void Step(Problem problem, bool ofItems, bool nonNegative, int threads = 1, int? width = null)
    {
        using WorkerTeam team = new(threads);
        (FactorModel model, Ratings ratings, ObjectiveOptions objective) = problem;
        int rows = ofItems ? model.Items.Count : model.Users.Count;
        PenaltyStrength penalty = ofItems ? objective.Penalty.ItemStrength : objective.Penalty.UserStrength;
        int[] counts = PenaltyWeights.Counts(ofItems ? ratings.ItemRows : ratings.UserRows, rows);
        RowProblem half = new(
            new RowRatings(ratings, ofItems, team),
            ofItems ? model.ItemFactors : model.UserFactors,
            ofItems ? model.ItemBiasArray : model.UserBiasArray,
            ofItems ? model.UserFactors : model.ItemFactors,
            ofItems ? model.UserBiasArray : model.ItemBiasArray,
            problem.Mu,
            PenaltyWeights.OfRows(counts, objective.PenaltyExponent),
            penalty.Shrink,
            ofItems ? objective.BiasPenalty.Items : objective.BiasPenalty.Users,
            penalty.Threshold,
            nonNegative
        );
        Assert.True(new HalfStep(half, threads, width ?? SimdWidth.Current).Run(team, default));
    }

    /// <summary>The best (u, a) of a user, in double precision; the old one where there are no ratings.</summary>
    private static double[] Exact(Problem problem, int user)
    {
        (FactorModel model, Ratings ratings, ObjectiveOptions objective) = problem;
        double[] old = Unknowns(model, user);
        int[] mine = [.. Enumerable.Range(0, ratings.Count).Where(k => ratings.UserRows[k] == user)];
        if (mine.Length == 0)
            return old;
        int n = old.Length;
        double[,] a = new double[n, n];
        double[] g = new double[n];
        double share = 0.5 * Math.Pow(mine.Length, objective.PenaltyExponent);
        for (int k = 0; k < n; k++)
            a[k, k] = share * (k < model.Rank ? objective.Penalty.UserStrength.Shrink : objective.BiasPenalty.Users);
        foreach (int k in mine)
        {
            int item = ratings.ItemRows[k];
            double w = ratings.Weights.IsEmpty ? 1 : ratings.Weights[k];
            double target = (double)ratings.Values[k] - problem.Mu - (n > model.Rank ? model.ItemBias[item] : 0);
            double[] z =
            [
                .. model.ItemFactors[item].ToArray().Select(x => (double)x),
                .. n > model.Rank ? [1.0] : Array.Empty<double>(),
            ];
            for (int i = 0; i < n; i++)
            {
                g[i] += w * z[i] * target;
                for (int j = 0; j < n; j++)
                    a[i, j] += w * z[i] * z[j];
            }
        }
        return new PlainSystem(a, g).Solve();
    }

    private static double[] Unknowns(FactorModel model, int user) =>
        [
            .. model.UserFactors[user].ToArray().Select(x => (double)x),
            .. model.UserBias.IsEmpty ? Array.Empty<double>() : [model.UserBias[user]],
        ];

    private static double Longest(PlainGradient gradient, Problem problem) =>
        gradient
            .U.SelectMany(row => row)
            .Concat(problem.Model.UserBias.IsEmpty ? [] : gradient.A)
            .Append(0)
            .Max(Math.Abs);

    /// <summary>A copy to change, with a penalty that leaves no system singular.</summary>
    private static Problem Solvable(Problem problem) =>
        Copy(
            problem with
            {
                Objective = problem.Objective with
                {
                    Reduction = Reduction.Sum,
                    Penalty = new L2Penalty(0.7f, 0.4f), // also named where L1 joins it
                    BiasPenalty = new L2Penalty(0.3f, 0.5f),
                },
            }
        );

    private static Problem With(Problem problem, Penalty penalty) =>
        problem with
        {
            Objective = problem.Objective with { Penalty = penalty },
        };

    private static Problem NonNegative(Problem problem)
    {
        problem = Copy(problem);
        foreach (FactorMatrix matrix in (FactorMatrix[])[problem.Model.UserFactors, problem.Model.ItemFactors])
            for (int i = 0; i < matrix.Rows; i++)
                foreach (ref float x in matrix.Row(i))
                    x = Math.Abs(x);
        return problem;
    }

    private static Problem Copy(Problem problem)
    {
        FactorModel model = problem.Model;
        return problem with
        {
            Model = new FactorModel(
                model.UserFactors.Copy(),
                model.ItemFactors.Copy(),
                model.Info,
                model.Users,
                model.Items,
                Problem.Array(model.UserBias),
                Problem.Array(model.ItemBias)
            ),
        };
    }
}
