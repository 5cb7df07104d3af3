using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;

namespace FastMf.Tests.Laws;

/// <summary>Penalties worked out by hand, alone, added up, and as part of J; and their texts.</summary>
public class HandComputedPenaltyTests
{
    /// <summary>U = (3 4; 0 0), V = (-1 2); u_0 has two ratings, u_1 none, and v_0 both.</summary>
    public static TheoryData<Penalty, float, double> Values =>
        new()
        {
            { Penalty.L2(2f, 0.5f), 0f, 25 + 0.25 * 5 },
            { Penalty.L1(2f, 0.5f), 0f, 2 * 7 + 0.5 * 3 },
            { Penalty.L1(2f, 0.5f), 1f, 2 * 2 * 7 + 2 * 0.5 * 3 },
            { Penalty.Frobenius(2f, 0.5f), 0f, 2 * 5 + 0.5 * Math.Sqrt(5) },
            { Penalty.Frobenius(2f, 0.5f), 1f, 2 * 5 + 0.5 * Math.Sqrt(5) }, // no n^nu
            { Penalty.L2(1f) + Penalty.L1(2f) + Penalty.Frobenius(4f), 0f, 15 + 20 + 20 + 4 * Math.Sqrt(5) },
            { Penalty.L2(1f) + Penalty.L2(0.5f), 0f, 1.5 / 2 * 30 },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void TheObjectiveHasThePenaltyOfTheFormula(Penalty penalty, float exponent, double expected)
    {
        Ratings ratings = Ratings.FromRows(2, 1, [0, 0], [0, 0], [1f, 2f]);
        FactorModel model = new(
            FactorMatrix.FromValues([3f, 4f, 0f, 0f], 2, 2),
            FactorMatrix.FromValues([-1f, 2f], 1, 2),
            new ModelInfo(),
            userBias: [7f, 0f], // which neither L1 nor Frobenius touches
            itemBias: [-7f]
        );
        ObjectiveOptions objective = new() { Penalty = penalty, PenaltyExponent = exponent };
        Assert.Equal(expected, ObjectiveFunction.Evaluate(model, ratings, objective).Penalty, 1e-12 * expected);
    }

    [Fact]
    public void SlopesAreThoseOfTheFormula()
    {
        PenaltyStrength strength = new(Shrink: 0.5f, Threshold: 2f, Norm: 10f);
        Assert.Equal(3 * (0.5 * 4 + 2) + 10 * 4 / 5.0, strength.Slope(4f, weight: 3, norm: 5), 1e-12);
        Assert.Equal(-3 * (0.5 * 4 + 2) - 10 * 4 / 5.0, strength.Slope(-4f, weight: 3, norm: 5), 1e-12);
        Assert.Equal(0, strength.Slope(0f, weight: 3, norm: 0));
    }

    [Fact]
    public void AnElasticNetIsASumOfTwoWhoseKindsAreKept()
    {
        Penalty net = Penalty.L1(0.01f) + Penalty.L2(0.05f, 0.1f);
        Assert.Equal([new L2Penalty(0.05f, 0.1f), new L1Penalty(0.01f, 0.01f)], net.Parts);
        Assert.Equal("l2 + l1", net.Name);
        Assert.Equal("l2 0.05 0.1 + l1 0.01 0.01", PenaltyCatalog.Format(net));
        Assert.Equal("l2 0.05 0.1", PenaltyCatalog.Format(Penalty.L2(0.05f, 0.1f)));
        Assert.Equal(Penalty.None, Penalty.None + Penalty.None);
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L1(float.MaxValue) + Penalty.L1(float.MaxValue));
    }

    [Theory]
    [InlineData("")]
    [InlineData("l2")]
    [InlineData("l2 1")]
    [InlineData("l3 1 1")]
    [InlineData("l2 -1 1")]
    [InlineData("l2 1 NaN")]
    [InlineData("l2 1 1 +")]
    [InlineData("l2 1 1 + ")]
    [InlineData("l2 1 1 + l2 1 1")]
    [InlineData("l1 1 1+l2 1 1")]
    public void WrongTextsAreRefused(string text) => Assert.Throws<FormatException>(() => PenaltyCatalog.Parse(text));

    [Theory]
    [InlineData("l1 1 1")]
    [InlineData("l2 1 1 + l1 1 1")]
    public void BiasesHaveNoOtherPenaltyThanL2(string text)
    {
        Assert.Throws<FormatException>(() => PenaltyCatalog.ParseL2(text));
        Assert.Equal(new L2Penalty(1f, 2f), PenaltyCatalog.ParseL2("l2 1 2"));
    }
}
