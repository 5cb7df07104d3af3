using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of J and its gradient with every penalty in the library, and with all of them at once.</summary>
public class PenalizedObjectiveLaws
{
    [Theory]
    [MemberData(nameof(PenaltyLaws.Names), MemberType = typeof(PenaltyLaws))]
    public void ObjectiveAndGradientEqualThePlainOnes(string name) =>
        Law.Holds(
            Problems.WithSeed,
            input =>
            {
                Problem problem = Penalized(input, name);
                PlainObjective plain = new(problem);
                Assert.Equal(plain.Penalty(), problem.Value().Penalty, 1e-12 * (1 + plain.Penalty()));
                PlainGradient gradient = plain.Gradient();
                gradient.AssertEquals(problem.Gradient(), GradientLaws.Tolerance(problem, gradient));
            },
            tests: 100
        );

    [Theory]
    [MemberData(nameof(PenaltyLaws.Names), MemberType = typeof(PenaltyLaws))]
    public void TransposingLeavesTheObjectiveAndBitsDependNeitherOnThreadsNorOnWidth(string name) =>
        Law.Holds(
            Problems.WithSeed,
            input =>
            {
                Problem problem = Penalized(input, name);
                double penalty = problem.Value().Penalty;
                Assert.Equal(penalty, problem.Transpose().Value().Penalty, 1e-12 * (1 + penalty));
                ObjectiveGradient expected = problem.Gradient(threads: 1, width: 1);
                foreach (int width in SimdWidths.All)
                {
                    ObjectiveGradient actual = problem.Gradient(threads: 3, width);
                    for (int i = 0; i < expected.Users.Rows; i++)
                        Assert.Equal(expected.Users[i], actual.Users[i]);
                    for (int j = 0; j < expected.Items.Rows; j++)
                        Assert.Equal(expected.Items[j], actual.Items[j]);
                }
            },
            tests: 50
        );

    /// <summary>The slip of the trade: a norm in the objective, and the gradient of its square.</summary>
    [Fact]
    public void AWrongGradientOfANormIsFound()
    {
        Problem problem = HandMade();
        ObjectiveOptions norm = problem.Objective with { Penalty = Penalty.Frobenius(0.5f) };
        ObjectiveOptions square = problem.Objective with { Penalty = Penalty.L2(0.5f), PenaltyExponent = 0f };
        GradientCheckResult check = GradientCheck.Run(
            problem.Model,
            new AlignedRatings(problem.Model, problem.Ratings),
            norm,
            (problem with { Objective = square }).Gradient(),
            samples: int.MaxValue,
            seed: 42
        );
        Assert.False(check.Passed, $"{check}");
    }

    /// <summary>Kinks are no faults: at 0 any number between the slopes of both sides passes.</summary>
    [Fact]
    public void FactorsOfZeroPassTheCheck()
    {
        Problem problem = HandMade();
        FactorMatrix half = problem.Model.UserFactors.Copy();
        half.Row(0).Clear();
        foreach (FactorMatrix users in (FactorMatrix[])[half, new FactorMatrix(half.Rows, half.Columns)])
        {
            Problem at = problem.With(users, problem.Model.ItemFactors);
            foreach (Penalty penalty in (Penalty[])[Penalty.L1(0.3f), Penalty.Frobenius(0.3f)])
            {
                GradientCheckResult check = GradientCheck.Run(
                    at.Model,
                    at.Ratings,
                    at.Objective with
                    {
                        Penalty = penalty,
                    }
                );
                Assert.True(check.Passed, $"{check}");
            }
        }
    }

    private static Problem HandMade() =>
        new(
            new(
                FactorMatrix.FromValues([1f, -2f, 0.5f, 1.5f], 2, 2),
                FactorMatrix.FromValues([0.5f, 1f, -1f, 0.25f], 2, 2)
            ),
            Ratings.FromRows(2, 2, [0, 0, 1], [0, 1, 1], [3f, 4f, 1f]),
            new()
        );

    private static Problem Penalized((Problem Problem, int Seed) input, string name) =>
        input.Problem with
        {
            Objective = input.Problem.Objective with { Penalty = PenaltyLaws.Some(name, new Random(input.Seed)) },
        };
}
