using FastMf.Penalties;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of every penalty in the library.</summary>
public class PenaltyLaws
{
    public static TheoryData<string> Names => [.. Catalogs.PenaltyTypes.Select(type => type.Name)];

    [Fact]
    public void ThereArePenalties() => Assert.Contains(typeof(L2Penalty), Catalogs.PenaltyTypes);

    [Theory]
    [MemberData(nameof(Names))]
    public void ShrinkTimesTheRowIsTheDerivativeOfTheValue(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                for (int k = 0; k < p.Row.Length; k++)
                {
                    Assert.Equal(p.Penalty.UserShrink * p.Row[k], Slope(p.Penalty.UserValue, p.Row, k), 1e-4);
                    Assert.Equal(p.Penalty.ItemShrink * p.Row[k], Slope(p.Penalty.ItemValue, p.Row, k), 1e-4);
                }
            }
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void ZeroCostsNothingAndNothingEarns(string name) =>
        Law.Holds(
            Cases(name),
            p =>
            {
                Assert.Equal(0, p.Penalty.UserValue(new float[p.Row.Length]));
                Assert.Equal(0, p.Penalty.ItemValue(new float[p.Row.Length]));
                Assert.True(p.Penalty.UserValue(p.Row) >= 0 && p.Penalty.ItemValue(p.Row) >= 0);
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
                Assert.Equal(p.Penalty.UserShrink, transposed.ItemShrink);
                Assert.Equal(p.Penalty, transposed.Transpose());
            }
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void LambdasThatAreNegativeOrNotFiniteAreRefusedByName(string name)
    {
        Type type = Catalogs.PenaltyTypes.Single(type => type.Name == name);
        foreach (float wrong in new[] { -1f, -float.Epsilon, float.NaN, float.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("users", () => Catalogs.Make(type, wrong, 1f));
            Assert.Throws<ArgumentOutOfRangeException>("items", () => Catalogs.Make(type, 1f, wrong));
        }
    }

    private static double Slope(Func<ReadOnlySpan<float>, double> value, float[] row, int k)
    {
        float[] above = [.. row];
        float[] below = [.. row];
        above[k] += 0.001f;
        below[k] -= 0.001f;
        return (value(above) - value(below)) / ((double)above[k] - below[k]);
    }

    private static Arbitrary<(Penalty Penalty, float[] Row)> Cases(string name)
    {
        Type type = Catalogs.PenaltyTypes.Single(type => type.Name == name);
        return Arb.From(
            from users in Gen.Choose(0, 200)
            from items in Gen.Choose(0, 200)
            from row in Gen.Choose(-300, 300).Select(x => x / 100f).ArrayOf()
            select (Catalogs.Make(type, users / 100f, items / 100f), row)
        );
    }
}
