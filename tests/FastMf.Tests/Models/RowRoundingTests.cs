using FastMf.Models;
using FastMf.Tests.Laws;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Models;

/// <summary>Factors with fewer bits.</summary>
public class RowRoundingTests
{
    private static readonly Arbitrary<(int Seed, int Length, int Exponent)> s_rows = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from length in Gen.Choose(1, 40)
        from exponent in Gen.Choose(-149, 125)
        select (seed, length, exponent)
    );

    [Fact]
    public void TheUpperHalfIsTheNearestNumberWithEightBits() =>
        Law.Holds(
            s_rows,
            given =>
            {
                float[] row = Row(given);
                float[] rounded = Rounded(row, FactorPrecision.BFloat16);
                for (int k = 0; k < row.Length; k++)
                {
                    uint bits = BitConverter.SingleToUInt32Bits(rounded[k]);
                    Assert.Equal(0u, bits & 0xFFFF);
                    float error = Math.Abs(rounded[k] - row[k]);
                    foreach (uint next in (uint[])[bits + 0x10000, bits - 0x10000])
                    {
                        float other = BitConverter.UInt32BitsToSingle(next);
                        if (float.IsFinite(other) && Math.Sign(other) == Math.Sign(rounded[k]))
                            Assert.True(error <= Math.Abs(other - row[k]), $"{row[k]} to {rounded[k]}, not {other}");
                    }
                }
            }
        );

    [Theory]
    [InlineData(1f + 1f / 256, 1f)] // half way: to the even one
    [InlineData(1f + 3f / 256, 1f + 4f / 256)]
    [InlineData(-1f - 3f / 512, -1f - 2f / 256)]
    [InlineData(0f, 0f)]
    public void TiesGoToTheEvenOne(float value, float expected) =>
        Assert.Equal([expected], Rounded([value], FactorPrecision.BFloat16));

    [Fact]
    public void BytesAreWithinHalfAScaleAndTheirProductsExact() =>
        Law.Holds(
            s_rows,
            given =>
            {
                float[] row = Row(given);
                float scale = RowRounding.ScaleOf(row);
                float[] rounded = Rounded(row, FactorPrecision.Int8);
                float most = row.Max(Math.Abs);
                Assert.InRange(
                    127.0 * scale,
                    most * (1 - 1e-7),
                    Math.Max(most * (1 + 1e-4), most > 0 ? 127 * Math.Pow(2, -126) : 0)
                );
                for (int k = 0; k < row.Length; k++)
                {
                    sbyte code = RowRounding.CodeOf(row[k], scale);
                    Assert.InRange(code, -127, 127);
                    Assert.Equal((double)scale * code, rounded[k]);
                    Assert.InRange(Math.Abs((double)rounded[k] - row[k]), 0, 0.5000001 * scale);
                }
            }
        );

    [Fact]
    public void RoundingTwiceIsRoundingOnce() =>
        Law.Holds(
            s_rows,
            given =>
            {
                foreach (FactorPrecision precision in Enum.GetValues<FactorPrecision>())
                {
                    float[] once = Rounded(Row(given), precision);
                    Assert.True(RowRounding.IsRounded(once, precision));
                    Assert.Equal(once, Rounded(once, precision));
                }
            }
        );

    [Theory]
    [InlineData(1e-40f)] // below the smallest normal float
    [InlineData(5e-42f)]
    [InlineData(1e-45f)]
    [InlineData(1.5e-36f)] // its 127th part is just above and below it
    [InlineData(1.49e-36f)]
    public void AlsoOfTheSmallestRows(float most)
    {
        for (float value = most; value > most / 2; value -= Math.Max(most / 300, 1e-45f))
        {
            float[] once = Rounded([value, -value / 3, value / 90], FactorPrecision.Int8);
            Assert.Equal(once, Rounded(once, FactorPrecision.Int8));
            Assert.True(RowRounding.IsRounded(once, FactorPrecision.Int8));
        }
    }

    [Fact]
    public void WhatIsNotRoundedIsNoticed()
    {
        float[] row = [1f, 0.3f, -0.7f];
        Assert.True(RowRounding.IsRounded(row, FactorPrecision.Single));
        Assert.False(RowRounding.IsRounded(row, FactorPrecision.BFloat16));
        Assert.False(RowRounding.IsRounded(row, FactorPrecision.Int8));
    }

    private static float[] Row((int Seed, int Length, int Exponent) given)
    {
        Random random = new(given.Seed);
        return
        [
            .. Enumerable
                .Range(0, given.Length)
                .Select(_ => (float)((2 * random.NextDouble() - 1) * Math.Pow(2, given.Exponent - random.Next(9)))),
        ];
    }

    private static float[] Rounded(float[] row, FactorPrecision precision)
    {
        float[] copy = [.. row];
        RowRounding.Round(copy, precision);
        return copy;
    }
}
