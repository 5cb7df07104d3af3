using System.Globalization;

namespace FastMf.IO;

/// <summary>A file of ratings is not what it should be.</summary>
public sealed class RatingsFormatException : FormatException
{
    /// <summary>Names the place and both sides.</summary>
    public RatingsFormatException(string file, long line, string found, string expected, Exception? cause = null)
        : base(
            string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: found {found}, expected {expected}."),
            cause
        )
    {
        File = file;
        Line = line;
        Found = found;
        Expected = expected;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>The line, counted from 1, the header and empty lines included.</summary>
    public long Line { get; }

    /// <summary>What was found there.</summary>
    public string Found { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }
}
