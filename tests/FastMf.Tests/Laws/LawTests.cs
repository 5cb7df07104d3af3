using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.Laws;

/// <summary>Law itself: a false law fails, with a small input and a seed.</summary>
public class LawTests
{
    private static readonly Arbitrary<int> s_numbers = Arb.From(
        Gen.Choose(100, 1_000_000),
        x => x > 100 ? [100, (x + 100) / 2, x - 1] : []
    );

    [Fact]
    public void AFalseLawFailsWithASmallInputAndASeedThatReplaysIt()
    {
        string report = Falsified(replay: null);
        Assert.Contains("150 is not below 150", report, StringComparison.Ordinal);
        Match seed = Regex.Match(report, @"shrinks?\) \((\d+,\d+)\)");
        Assert.True(seed.Success, report);
        Assert.Equal(Original(report), Original(Falsified(seed.Groups[1].Value)));
        Assert.NotEqual(Original(report), Original(Falsified("1,3")));
    }

    [Fact]
    public void ALawIsTriedAsOftenAsAsked()
    {
        int calls = 0;
        Law.Holds(Arb.From(Gen.Choose(0, 9)), _ => calls++, tests: 37, replay: null);
        Assert.True(calls >= 37);
    }

    private static string Falsified(string? replay) =>
        Assert
            .ThrowsAny<Exception>(() =>
                Law.Holds(s_numbers, x => Assert.True(x < 150, $"{x} is not below 150"), tests: 200, replay)
            )
            .Message;

    private static string Original(string report) => Regex.Match(report, @"Original:\s+(\d+)").Groups[1].Value;
}
