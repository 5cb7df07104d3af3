using System.Buffers;
using System.CommandLine;

namespace FastMf.Cli.Report;

/// <summary>A call as a line to type again.</summary>
internal static class CommandText
{
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%"
    );

    /// <summary>All words of the call, quoted for a POSIX shell where they must be.</summary>
    public static string Of(ParseResult call) =>
        string.Join(' ', call.Tokens.Select(token => Quote(token.Value)).Prepend("fastmf"));

    private static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(_plain) ? word : $"'{word.Replace("'", "'\\''")}'";
}
