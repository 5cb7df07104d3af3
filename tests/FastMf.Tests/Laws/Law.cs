using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FastMf.Tests.Laws;

/// <summary>
/// A law: something that must hold for all inputs, tried on random ones with FsCheck inside an ordinary [Fact].
/// A failure shows the smallest input found and the seed. To try that seed again, set FASTMF_REPLAY to its two numbers
/// ("123,457"); to try harder, set FASTMF_LAW_TESTS to a number of inputs.
/// </summary>
internal static class Law
{
    /// <summary>Fails where <paramref name="law"/> throws (an assertion of xunit's, usually) for any input.</summary>
    public static void Holds<T>(Arbitrary<T> inputs, Action<T> law, int tests = 200) =>
        Holds(
            inputs,
            law,
            Environment.GetEnvironmentVariable("FASTMF_LAW_TESTS") is { Length: > 0 } more
                ? int.Parse(more, CultureInfo.InvariantCulture)
                : tests,
            Environment.GetEnvironmentVariable("FASTMF_REPLAY")
        );

    /// <summary>The same with a seed: two numbers with a comma between them; null for a new one.</summary>
    public static void Holds<T>(Arbitrary<T> inputs, Action<T> law, int tests, string? replay)
    {
        FSharpOption<Replay> seed = FSharpOption<Replay>.None;
        if (!string.IsNullOrEmpty(replay))
        {
            ulong[] numbers = [.. replay.Split(',').Select(x => ulong.Parse(x, CultureInfo.InvariantCulture))];
            seed = FSharpOption<Replay>.Some(new Replay(new Rnd(numbers[0], numbers[1]), FSharpOption<int>.None));
        }
        Prop.ForAll(inputs, law)
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(tests).WithReplay(seed));
    }
}
