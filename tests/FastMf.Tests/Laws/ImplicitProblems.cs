using FastMf.Models;
using FastMf.Penalties;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>
/// Random small problems of implicit feedback: those of <see cref="Problems"/> without biases and weights, alpha 0 to 3,
/// alpha0 0.01 to 1, both scales, both readings of what was not observed, with and without a threshold.
/// </summary>
internal static class ImplicitProblems
{
    /// <summary>Any such problem.</summary>
    public static Arbitrary<Problem> Any { get; } = Arb.From(Generate(Gen.Elements(0.01f, 0.3f, 1f)), Smaller);

    /// <summary>Such problems whose systems have one solution, well determined.</summary>
    public static Arbitrary<Problem> Solvable { get; } =
        Arb.From(
            Generate(Gen.Elements(0.03f, 0.3f, 1f))
                .Select(p =>
                    p with
                    {
                        Objective = p.Objective with { Penalty = new L2Penalty(0.2f, 0.1f), PenaltyExponent = 0.5f },
                    }
                ),
            Smaller
        );

    /// <summary>Another copy, to be changed.</summary>
    public static Problem Copy(Problem p) => p.With(p.Model.UserFactors.Copy(), p.Model.ItemFactors.Copy());

    private static Gen<Problem> Generate(Gen<float> alpha0) =>
        from problem in Problems.Any.Generator
        from alpha in Gen.Elements(0f, 0.5f, 3f)
        from scale in Gen.Elements(AlphaScale.Linear, AlphaScale.Log)
        from weight in alpha0
        from unobserved in Gen.Elements(Unobserved.All, Unobserved.Missing)
        from positive in Gen.Elements(float.NegativeInfinity, 2.5f)
        select Of(
            problem,
            new()
            {
                Alpha = alpha,
                AlphaScale = scale,
                Alpha0 = weight,
                Unobserved = unobserved,
                Positive = positive,
            }
        );

    private static Problem Of(Problem problem, ImplicitFeedback feedback)
    {
        problem = problem.WithoutBiases();
        return problem with
        {
            Ratings = new(
                problem.Ratings.Users,
                problem.Ratings.Items,
                problem.Ratings.UserRows.ToArray(),
                problem.Ratings.ItemRows.ToArray(),
                problem.Ratings.Values.ToArray()
            ),
            Objective = problem.Objective with { Implicit = feedback, Reduction = Reduction.Sum },
        };
    }

    private static IEnumerable<Problem> Smaller(Problem p) =>
        Problems
            .Any.Shrinker(p with { Objective = p.Objective with { Implicit = null } })
            .Select(smaller =>
                Of(smaller, p.Objective.Implicit!) with
                {
                    Objective = smaller.Objective with
                    {
                        Implicit = p.Objective.Implicit,
                        Penalty = p.Objective.Penalty,
                    },
                }
            );
}
