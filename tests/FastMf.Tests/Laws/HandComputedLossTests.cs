using FastMf.Losses;

namespace FastMf.Tests.Laws;

/// <summary>Losses at points worked out by hand; and what they refuse.</summary>
public class HandComputedLossTests
{
    public static TheoryData<Loss, float, float, double, double> Values =>
        new()
        {
            { Loss.Squared, 4f, 2.5f, 2.25, -3 },
            { Loss.Absolute, 4f, 2.5f, 1.5, -1 },
            { Loss.Absolute, 2f, 2f, 0, 0 },
            { Loss.Absolute, 2f, 5f, 3, 1 },
            { Loss.Huber(), 4f, 3.5f, 0.125, -0.5 },
            { Loss.Huber(), 4f, 1f, 2.5, -1 }, // 1 (3 - 1/2)
            { Loss.Huber(2f), 1f, 6f, 8, 2 }, // 2 (5 - 1)
            { Loss.Logistic, 1f, 0f, 0.6931471805599453, -0.5 },
            { Loss.Logistic, 0f, 1.0986123f, 1.3862943869919574, 0.75 }, // y = ln 3: p = 3/4, -ln 1/4
            { Loss.Logistic, 1f, -800f, 800, -1 },
            { Loss.Logistic, 0f, 800f, 800, 1 },
            { Loss.Logistic, 0f, -50f, 1.9287498479639178e-22, 1.9287498479639178e-22 }, // e^-50
            { Loss.Logistic, 1f, 800f, 0, 0 },
            { Loss.Hinge, 1f, 0.25f, 0.75, -1 },
            { Loss.Hinge, -1f, 0.25f, 1.25, 1 },
            { Loss.Hinge, 1f, 1f, 0, 0 },
            { Loss.SquaredHinge, 1f, 0.5f, 0.25, -1 },
            { Loss.SquaredHinge, -1f, 1f, 4, 4 },
            { Loss.SquaredHinge, 1f, 3f, 0, 0 },
            { Loss.KullbackLeibler, 2f, 1f, 0.3862943611198906, -1 }, // 2 ln 2 - 1
            { Loss.KullbackLeibler, 0f, 1.5f, 1.5, 1 },
            { Loss.KullbackLeibler, 1f, 0f, 15.118095750958417, -9999999 }, // y = 1e-7: 7 ln 10 - 1
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void ValueAndSlopeAreThoseOfTheFormula(Loss loss, float r, float y, double value, double slope)
    {
        (double actual, float actualSlope) = loss.Bind<At, (double, float)>(new(r, y));
        Assert.Equal(value, actual, 1e-6 * Math.Abs(value)); // y of some is a rounded number
        Assert.Equal(slope, actualSlope, 1e-6 * Math.Abs(slope));
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(0.1f)]
    [InlineData(1e-20f)]
    public void HubersDeltaIsPartOfItsText(float delta) =>
        Assert.Equal(Loss.Huber(delta), LossCatalog.Parse(LossCatalog.Format(Loss.Huber(delta))));

    [Theory]
    [InlineData("")]
    [InlineData("huber")]
    [InlineData("huber 0")]
    [InlineData("huber NaN")]
    [InlineData("huber 1 2")]
    [InlineData("Squared")]
    [InlineData("squared 1")]
    public void WrongTextsAreRefused(string text) => Assert.Throws<FormatException>(() => LossCatalog.Parse(text));

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WrongDeltasAreRefused(float delta) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(delta), () => Loss.Huber(delta));

    [Fact]
    public void RatingsThatDoNotSuitAreNamed()
    {
        Assert.Null(Loss.Squared.Objection([-3f, 7f]));
        Assert.Null(Loss.Logistic.Objection([0f, 1f]));
        Assert.Null(Loss.Hinge.Objection([-1f, 1f]));
        Assert.Null(Loss.KullbackLeibler.Objection([0f, 0.5f]));
        Assert.Contains(
            "found 3 others, among them 2.5, 3",
            Loss.Logistic.Objection([0f, 2.5f, 3f, 2.5f]),
            StringComparison.Ordinal
        );
        Assert.Contains("-1 or +1", Loss.SquaredHinge.Objection([0f]), StringComparison.Ordinal);
        Assert.Contains("-2", Loss.KullbackLeibler.Objection([-2f]), StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyLogisticAnswersInProbabilities()
    {
        Assert.Equal(0.75f, Loss.Logistic.Respond(1.0986123f), 6);
        Assert.Equal(1f, Loss.Logistic.Respond(1000f));
        Assert.Equal(0f, Loss.Logistic.Respond(-1000f));
        Assert.All(Entries.Losses.Where(loss => loss != Loss.Logistic), loss => Assert.Equal(1.5f, loss.Respond(1.5f)));
    }

    private readonly struct At(float r, float y) : ILossVisitor<(double, float)>
    {
        public (double, float) Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss => (loss.Value(r, y), loss.Slope(r, y));
    }
}
