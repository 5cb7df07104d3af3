using FastMf.Catalogs;
using FastMf.Losses;
using FastMf.Objectives;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of every loss in the library.</summary>
public class LossLaws
{
    public static TheoryData<string> Names => [.. Entries.Losses.Select(loss => loss.Name)];

    [Fact]
    public void NamesAreDistinctAndFitACommandLine()
    {
        Assert.NotEmpty(Entries.Losses);
        Assert.Contains(Loss.Squared, Entries.Losses);
        Assert.Equal(Names.Count, Entries.Losses.Select(loss => loss.Name).Distinct().Count());
        Assert.All(Entries.Losses, loss => Assert.Matches("^[a-z]+(-[a-z]+)*$", loss.Name));
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

    /// <summary>What makes a slope a subgradient of a convex loss, at a kink as elsewhere.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TheLossLiesAboveItsTangents(string name)
    {
        Loss loss = Named(name);
        Arithmetic f = loss.Bind<Reveal, Arithmetic>(default);
        Law.Holds(
            Pairs(loss),
            points =>
            {
                (float r, float y, float z) = points;
                double slope = f.Slope(r, y);
                double way = (double)z - y;
                double room = 1e-6 * (1 + Math.Abs(slope * way));
                Assert.True(f.Value(r, z) >= f.Value(r, y) + slope * way - room, $"{points}");
            },
            tests: 1000
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheLossIsConvex(string name)
    {
        Loss loss = Named(name);
        Arithmetic f = loss.Bind<Reveal, Arithmetic>(default);
        Law.Holds(
            Pairs(loss),
            points =>
            {
                (float r, float y, float z) = points;
                double middle = f.Value(r, 0.5 * ((double)y + z));
                double ends = 0.5 * (f.Value(r, y) + f.Value(r, z));
                Assert.True(middle <= ends + 1e-12 * (1 + ends), $"{points}");
            },
            tests: 1000
        );
    }

    /// <summary>Nothing is cheaper than the right answer: the rating itself, or for classes far out on its side.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TheMinimumIsAtTheRightAnswer(string name)
    {
        Loss loss = Named(name);
        Arithmetic f = loss.Bind<Reveal, Arithmetic>(default);
        Law.Holds(
            Pairs(loss),
            points =>
            {
                (float r, float y, _) = points;
                float right =
                    !loss.IsForClasses ? r
                    : r > 0.5f ? 60f
                    : -60f;
                Assert.Equal(0, f.Value(r, right), 1e-15);
                Assert.Equal(0, f.Slope(r, right), 1e-15);
                Assert.True(f.Value(r, y) >= f.Value(r, right) - 1e-14);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NotANumberIsNotLost(string name) =>
        Assert.True(float.IsNaN(Named(name).Bind<Reveal, Arithmetic>(default).Slope(1f, float.NaN)));

    [Theory]
    [MemberData(nameof(Names))]
    public void ItsTextGivesItBack(string name)
    {
        Loss loss = Named(name);
        Assert.Equal(loss, EntryText.Parse(EntryText.Format(loss), Entries.Losses, "loss"));
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

    [Fact]
    public void TheCatalogHasEveryLossOfTheLibrary()
    {
        IEnumerable<Type> listed = LossCatalog.All.Select(loss => loss.GetType());
        Assert.Equal(Entries.ConcreteTypes<Loss>(), listed.OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.All(LossCatalog.All, loss => Assert.Equal(loss, LossCatalog.Parse(LossCatalog.Format(loss))));
    }

    private static Loss Named(string name) => Entries.Losses.Single(loss => loss.Name == name);

    private static Arbitrary<(float Target, float Prediction)> Points(Loss loss) =>
        Arb.From(
            from halves in Gen.Choose(1, 10)
            from prediction in Gen.Choose(-6000, 6000)
            select (
                Entries.Target(loss, halves / 2f),
                loss.NeedsNonNegative ? 0.01f + Math.Abs(prediction) / 1000f : prediction / 1000f
            )
        );

    /// <summary>A rating and two predictions, the first often on a kink or at the right answer.</summary>
    private static Arbitrary<(float Target, float First, float Second)> Pairs(Loss loss) =>
        Arb.From(
            from point in Points(loss).Generator
            from other in Points(loss).Generator
            from place in Gen.Elements(float.NaN, float.NaN, 0f, 1f, -1f)
            let first = float.IsNaN(place) ? point.Prediction : point.Target + place
            select (point.Target, loss.NeedsNonNegative ? MathF.Max(first, 0.01f) : first, other.Prediction)
        );

    private sealed record Arithmetic(Func<double, double, double> Value, Func<float, float, float> Slope);

    private readonly struct Reveal : ILossVisitor<Arithmetic>
    {
        public Arithmetic Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss => new((r, y) => loss.Value(r, y), (r, y) => loss.Slope(r, y));
    }
}
