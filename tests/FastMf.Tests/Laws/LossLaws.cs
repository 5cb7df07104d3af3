using FastMf.Losses;
using FastMf.Objectives;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of every loss in the library.</summary>
public class LossLaws
{
    public static TheoryData<string> Names => [.. Catalogs.Losses.Select(loss => loss.Name)];

    [Fact]
    public void NamesAreDistinctAndFitACommandLine()
    {
        Assert.NotEmpty(Catalogs.Losses);
        Assert.Contains(Loss.Squared, Catalogs.Losses);
        Assert.Equal(Names.Count, Catalogs.Losses.Select(loss => loss.Name).Distinct().Count());
        Assert.All(Catalogs.Losses, loss => Assert.Matches("^[a-z]+(-[a-z]+)*$", loss.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSlopeIsTheDerivativeOfTheValue(string name)
    {
        Loss loss = Named(name);
        Arithmetic f = loss.Bind<Reveal, Arithmetic>(default);
        Law.Holds(
            Points(loss),
            point =>
            {
                (float r, float y) = point;
                const double H = 1e-6;
                double left = (f.Value(r, y) - f.Value(r, y - H)) / H;
                double right = (f.Value(r, y + H) - f.Value(r, y)) / H;
                float slope = f.Slope(r, y);
                double room = 1e-4 * (1 + Math.Abs(slope));
                // On a kink any number between the two sides will do.
                Assert.InRange(slope, Math.Min(left, right) - room, Math.Max(left, right) + room);
            },
            tests: 1000
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheValueIsNeverNegative(string name)
    {
        Loss loss = Named(name);
        Arithmetic f = loss.Bind<Reveal, Arithmetic>(default);
        Law.Holds(Points(loss), point => Assert.InRange(f.Value(point.Target, point.Prediction), -1e-12, 1e6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheGradientOfTheObjectiveEqualsCentralDifferences(string name)
    {
        Loss loss = Named(name);
        Law.Holds(
            Problems.Any,
            problem =>
            {
                Problem ofLoss = problem.WithLoss(loss);
                GradientCheckResult check = GradientCheck.Run(ofLoss.Model, ofLoss.Ratings, ofLoss.Objective);
                Assert.True(check.Passed, $"{check}");
            }
        );
    }

    private static Loss Named(string name) => Catalogs.Losses.Single(loss => loss.Name == name);

    private static Arbitrary<(float Target, float Prediction)> Points(Loss loss) =>
        Arb.From(
            from halves in Gen.Choose(1, 10)
            from prediction in Gen.Choose(-6000, 6000)
            select (
                Catalogs.Target(loss, halves / 2f),
                Catalogs.IsForPositive(loss) ? 0.01f + Math.Abs(prediction) / 1000f : prediction / 1000f
            )
        );

    private sealed record Arithmetic(Func<double, double, double> Value, Func<float, float, float> Slope);

    private readonly struct Reveal : ILossVisitor<Arithmetic>
    {
        public Arithmetic Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss => new((r, y) => loss.Value(r, y), (r, y) => loss.Slope(r, y));
    }
}
