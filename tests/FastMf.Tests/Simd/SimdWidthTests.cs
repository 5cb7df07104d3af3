using System.Globalization;
using System.Runtime.Intrinsics;
using FastMf.Simd;

namespace FastMf.Tests.Simd;

/// <summary>A forced width is the width that runs.</summary>
public class SimdWidthTests
{
    public static TheoryData<int> Widths => new(SimdWidths.All);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Dispatch_runs_the_type_of_the_given_width(int width) =>
        Assert.Equal(width, SimdWidth.Dispatch<WidthOf, int>(default, width));

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_variable_names_a_width(int width) =>
        Assert.Equal(width, SimdWidth.Choose(width.ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2")]
    [InlineData("32")]
    [InlineData("016")]
    [InlineData(" 8")]
    [InlineData("avx2")]
    public void Anything_else_in_the_variable_is_an_error_that_names_it(string value)
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => SimdWidth.Choose(value));
        Assert.Contains(SimdWidth.Variable, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_it_is_the_widest_that_the_runtime_calls_accelerated(string? value)
    {
        int expected =
            Vector512.IsHardwareAccelerated ? 16
            : Vector256.IsHardwareAccelerated ? 8
            : Vector128.IsHardwareAccelerated ? 4
            : 1;
        Assert.Equal(expected, SimdWidth.Choose(value));
    }

    // Says something when the suite is run again with the variables set, as the continuous build does.
    [Fact]
    [Trait("Category", "Bits")]
    public void This_process_runs_at_the_width_it_was_told()
    {
        string? forced = Environment.GetEnvironmentVariable(SimdWidth.Variable);
        string? preferred = Environment.GetEnvironmentVariable("DOTNET_PreferredVectorBitWidth");
        if (!string.IsNullOrEmpty(forced))
            Assert.Equal(forced, SimdWidth.Current.ToString(CultureInfo.InvariantCulture));
        else if (!string.IsNullOrEmpty(preferred))
            Assert.InRange(SimdWidth.Current * 32, 1, int.Parse(preferred, CultureInfo.InvariantCulture));
        else
            Assert.Equal(SimdWidth.Choose(null), SimdWidth.Current);
        Assert.Equal(SimdWidth.Current, SimdWidth.Dispatch<WidthOf, int>(default));
    }

    private readonly struct WidthOf : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => TSimd.Width;
    }
}
