using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of every penalty in the library, and of sums of them.</summary>
public class PenaltyLaws
{
    private const string All = "all together";

    public static TheoryData<string> Names => [.. Entries.Penalties.Select(kind => kind.Name), All];

    public static TheoryData<string> Kinds => [.. Entries.Penalties.Select(kind => kind.Name)];

    [Fact]
    public void TheCatalogHasEveryPenaltyOfTheLibrary() =>
        Assert.Equal(
            Entries.ConcreteTypes<LambdaPenalty>(),
            PenaltyCatalog.All.Select(kind => kind.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal)
        );

    /// <summary>Away from 0, where magnitudes bend.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TheStrengthsSlopeIsTheDerivativeOfTheValue(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                for (int k = 0; k < p.Row.Length; k++)
                {
                    if (Math.Abs(p.Row[k]) < 0.005)
                        continue;
                    Assert.Equal(Slope(p.Penalty.UserStrength, p.Row, k), Difference(User(p.Penalty), p.Row, k), 1e-3);
                    Assert.Equal(Slope(p.Penalty.ItemStrength, p.Row, k), Difference(Item(p.Penalty), p.Row, k), 1e-3);
                }
            }
        );

    /// <summary>
    /// A soft threshold by s * lambda is the least of 1/2 |x - z|^2 + s * (the part of the value that is not smooth): no
    /// number of x can be moved without a loss.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TheThresholdIsOptimal(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                const float Step = 0.25f;
                float[] x = [.. p.Row];
                SoftThreshold.Apply(x, [.. x.Select(_ => Step * p.Penalty.UserStrength.Threshold)]);
                double least = Proximal(x);
                for (int k = 0; k < x.Length; k++)
                    foreach (float move in (float[])[-1f, -0.01f, 0.01f, 1f, -x[k], p.Row[k] - x[k]])
                    {
                        float[] other = [.. x];
                        other[k] += move;
                        Assert.True(Proximal(other) >= least - 1e-6 * (1 + least), $"{x[k]} + {move}");
                    }

                double Proximal(float[] at) =>
                    0.5 * at.Zip(p.Row, (a, z) => ((double)a - z) * ((double)a - z)).Sum()
                    + Step * (p.Penalty.UserValue(at) - 0.5 * p.Penalty.UserStrength.Shrink * Sum.OfSquares(at));
            }
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void ZeroCostsNothingAndNothingEarns(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                float[] zero = new float[p.Row.Length];
                Assert.Equal(0, User(p.Penalty)(zero));
                Assert.Equal(0, Item(p.Penalty)(zero));
                Assert.True(User(p.Penalty)(p.Row) >= 0 && Item(p.Penalty)(p.Row) >= 0);
                for (int k = 0; k < zero.Length; k++)
                    Assert.Equal(0, Slope(p.Penalty.UserStrength, zero, k));
            }
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void TransposingSwapsUsersAndItems(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                Penalty transposed = p.Penalty.Transpose();
                Assert.Equal(p.Penalty.UserValue(p.Row), transposed.ItemValue(p.Row));
                Assert.Equal(p.Penalty.ItemValue(p.Row), transposed.UserValue(p.Row));
                Assert.Equal(p.Penalty.UserStrength, transposed.ItemStrength);
                Assert.Equal(p.Penalty, transposed.Transpose());
                Assert.Equal(p.Penalty.GetHashCode(), transposed.Transpose().GetHashCode());
            }
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void PenaltiesAddUpInAnyOrder(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                Penalty other = Penalty.L1(0.5f, 0.25f) + Penalty.Frobenius(0.125f, 2f);
                Penalty sum = p.Penalty + other;
                Assert.Equal(sum, other + p.Penalty);
                Assert.Equal(p.Penalty, p.Penalty + Penalty.None);
                Assert.Equal(p.Penalty, Penalty.L1(0f) + p.Penalty);
                double apart = User(p.Penalty)(p.Row) + User(other)(p.Row);
                Assert.Equal(apart, User(sum)(p.Row), 1e-6 * (1 + apart)); // lambdas are added in float
            }
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void ATextGivesThePenaltyBack(string name) =>
        Law.Holds(
            Cases(name),
            p => Assert.Equal(p.Penalty, PenaltyCatalog.Parse(PenaltyCatalog.Format(p.Penalty), Entries.Penalties))
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void TheGradientOfTheObjectiveEqualsCentralDifferences(string name) =>
        Law.Holds(
            Problems.Any,
            problem =>
            {
                Penalty penalty = Kind(name).Select(kind => (Penalty)kind.With(0.7f, 0.4f)).Aggregate((x, y) => x + y);
                ObjectiveOptions objective = problem.Objective with { Penalty = penalty };
                GradientCheckResult check = GradientCheck.Run(problem.Model, problem.Ratings, objective);
                Assert.True(check.Passed, $"{check}");
            }
        );

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LambdasThatAreNegativeOrNotFiniteAreRefusedByName(string name)
    {
        LambdaPenalty kind = Kind(name).Single();
        foreach (float wrong in new[] { -1f, -float.Epsilon, float.NaN, float.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("users", () => kind.With(wrong, 1f));
            Assert.Throws<ArgumentOutOfRangeException>("items", () => kind.With(1f, wrong));
        }
    }

    /// <summary>A penalty of that name with lambdas between 0 and 1.</summary>
    internal static Penalty Some(string name, Random random) =>
        Kind(name)
            .Select(kind => (Penalty)kind.With(random.NextSingle(), random.NextSingle()))
            .Aggregate((x, y) => x + y);

    /// <summary>The whole value where the row is all that the matrix has.</summary>
    private static Func<float[], double> User(Penalty penalty) =>
        row => penalty.UserValue(row) + penalty.UserStrength.Norm * Math.Sqrt(Sum.OfSquares(row));

    private static Func<float[], double> Item(Penalty penalty) =>
        row => penalty.ItemValue(row) + penalty.ItemStrength.Norm * Math.Sqrt(Sum.OfSquares(row));

    private static double Slope(PenaltyStrength strength, float[] row, int k) =>
        strength.Slope(row[k], 1, Math.Sqrt(Sum.OfSquares(row)));

    private static double Difference(Func<float[], double> value, float[] row, int k)
    {
        float[] above = [.. row];
        float[] below = [.. row];
        above[k] += 0.001f;
        below[k] -= 0.001f;
        return (value(above) - value(below)) / ((double)above[k] - below[k]);
    }

    private static LambdaPenalty[] Kind(string name) =>
        [.. Entries.Penalties.Where(kind => name == All || kind.Name == name)];

    private static Arbitrary<(Penalty Penalty, float[] Row)> Cases(string name)
    {
        LambdaPenalty[] kinds = Kind(name);
        return Arb.From(
            from lambdas in Gen.Choose(1, 200).Select(x => x / 100f).ArrayOf(2 * kinds.Length)
            from row in Gen.Choose(-300, 300).Select(x => x / 100f).ArrayOf()
            select (
                kinds
                    .Select((kind, k) => (Penalty)kind.With(lambdas[2 * k], lambdas[2 * k + 1]))
                    .Aggregate((x, y) => x + y),
                row
            )
        );
    }
}
