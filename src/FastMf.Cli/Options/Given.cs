using System.CommandLine;

namespace FastMf.Cli.Options;

/// <summary>What a call says itself, and what it leaves to defaults.</summary>
internal static class Given
{
    /// <summary>Whether a call gives an option.</summary>
    public static bool Gives(this ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };

    /// <summary>What a call gives, or else the solver's own: no option has the defaults of all solvers.</summary>
    public static T Or<T>(this ParseResult call, Option<T> option, T standard) =>
        call.Gives(option) ? call.GetValue(option)! : standard;
}
