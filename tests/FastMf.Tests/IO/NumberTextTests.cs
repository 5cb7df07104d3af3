using System.Globalization;
using System.Text;
using FastMf.IO;
using FastMf.Tests.Laws;
using FsCheck.Fluent;

namespace FastMf.Tests.IO;

public class NumberTextTests
{
    [Fact]
    public void Short_decimals_are_exactly_rounded()
    {
        foreach (
            int mantissa in new[] { 0, 1, 5, 7, 10, 33, 999, 12_345, 16_777_215, 16_777_216, 16_777_217, 123_456_789 }
        )
        {
            for (int decimals = 0; decimals <= 12; decimals++)
            {
                string digits = mantissa.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
                AssertExact($"{digits[..^decimals]}.{digits[^decimals..]}");
                AssertExact($"-{digits[..^decimals]}.{digits[^decimals..]}");
            }
        }
    }

    [Fact]
    public void Every_float_reads_back() =>
        Law.Holds(
            ArbMap
                .Default.GeneratorFor<int>()
                .Select(BitConverter.Int32BitsToSingle)
                .Where(float.IsFinite)
                .ToArbitrary(),
            value =>
            {
                AssertExact(value.ToString(CultureInfo.InvariantCulture));
                AssertExact(value.ToString("F7", CultureInfo.InvariantCulture));
            }
        );

    [Theory]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("+3")]
    [InlineData("007")]
    [InlineData("-0")]
    [InlineData("1e5")]
    [InlineData("1E-50")]
    [InlineData("3.4028235e38")]
    [InlineData("0.000000000000000000000000000001")]
    [InlineData("100000000000000000000000000000000000000")]
    public void Decimal_notation_is_read(string text) => AssertExact(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("∞")]
    [InlineData("1e39")]
    [InlineData("-1e39")]
    [InlineData("0x1F")]
    [InlineData("1F")]
    [InlineData("1,5")]
    [InlineData("1 000")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("(1)")]
    [InlineData("1f")]
    public void Anything_else_is_not(string text) =>
        Assert.False(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out float _));

    private static void AssertExact(string text)
    {
        Assert.True(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out float value), text);
        float expected = float.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(value));
    }
}
