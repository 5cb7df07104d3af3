using FastMf.Models;
using FastMf.Objectives;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of the gradient of J, whatever the model, the ratings and the options are.</summary>
public class GradientLaws
{
    [Fact]
    public void TheGradientEqualsCentralDifferences() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                GradientCheckResult check = GradientCheck.Run(problem.Model, problem.Ratings, problem.Objective);
                Assert.True(check.Passed, $"{check}");
            }
        );

    [Fact]
    public void TheGradientEqualsThePlainOne() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                PlainGradient plain = new PlainObjective(problem).Gradient();
                plain.AssertEquals(problem.Gradient(), Tolerance(problem, plain));
            }
        );

    /// <summary>
    /// Without this, twin and GradientCheck might share a mistake: along its own gradient g the plain J rises by |g|^2.
    /// </summary>
    [Fact]
    public void ThePlainGradientIsTheSlopeOfThePlainObjective() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                PlainObjective here = new(problem);
                PlainGradient g = here.Gradient();
                double squaredNorm = g.SquaredNorm(biases: !problem.Model.UserBias.IsEmpty);
                const double H = 1e-5;
                double h = H / (1 + Math.Sqrt(squaredNorm));
                double rise = (Total(here.Step(-h, g), problem) - Total(here.Step(h, g), problem)) / (2 * h);
                Assert.Equal(squaredNorm, rise, 1e-6 * (1 + squaredNorm));
            }
        );

    [Fact]
    public void TheGradientsOfOneEpochsRatingsAddUpToTheGradient() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                problem = problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } };
                PlainGradient sum = new PlainObjective(problem).SumOfRatingGradients();
                sum.AssertEquals(problem.Gradient(), Tolerance(problem, sum));
            }
        );

    [Fact]
    public void ASmallEnoughStepNeverRaisesTheObjective() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                PlainObjective here = new(problem);
                PlainGradient g = Widened(problem.Gradient(), here);
                double squaredNorm = g.SquaredNorm(biases: !problem.Model.UserBias.IsEmpty);
                double before = Total(here, problem);
                double after = Total(here.Step(1e-6, g), problem);
                double rounding = 1e-13 * (1 + before);
                Assert.True(after <= before - 0.5e-6 * squaredNorm + rounding, $"{before} -> {after}");
            }
        );

    [Fact]
    public void BitsDependNeitherOnThreadsNorOnWidth() =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                ObjectiveGradient expected = problem.Gradient(threads: 1, width: 1);
                foreach (int width in SimdWidths.All)
                {
                    ObjectiveGradient actual = problem.Gradient(threads: 2, width);
                    for (int i = 0; i < expected.Users.Rows; i++)
                        Assert.Equal(expected.Users[i], actual.Users[i]);
                    for (int j = 0; j < expected.Items.Rows; j++)
                        Assert.Equal(expected.Items[j], actual.Items[j]);
                    Assert.Equal(expected.UserBias, actual.UserBias);
                    Assert.Equal(expected.ItemBias, actual.ItemBias);
                }
            },
            tests: 50
        );

    /// <summary>Room for the rounding of float predictions and of the result.</summary>
    internal static double Tolerance(Problem problem, PlainGradient gradient) =>
        1e-5 * (1 + Math.Sqrt(gradient.SquaredNorm(biases: !problem.Model.UserBias.IsEmpty)));

    private static double Total(PlainObjective point, Problem problem) =>
        (problem.Ratings.Count == 0 ? 0 : point.DataCost()) + point.Penalty();

    private static PlainGradient Widened(ObjectiveGradient gradient, PlainObjective shape)
    {
        PlainGradient wide = shape.Gradient();
        for (int i = 0; i < wide.U.Length; i++)
            wide.U[i] = [.. gradient.Users[i].ToArray().Select(x => (double)x)];
        for (int j = 0; j < wide.V.Length; j++)
            wide.V[j] = [.. gradient.Items[j].ToArray().Select(x => (double)x)];
        for (int i = 0; i < gradient.UserBias.Length; i++)
            wide.A[i] = gradient.UserBias[i];
        for (int j = 0; j < gradient.ItemBias.Length; j++)
            wide.B[j] = gradient.ItemBias[j];
        return wide;
    }
}
