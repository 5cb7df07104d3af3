using System.Text;

namespace FastMf.IO;

/// <summary>Why a line is no rating.</summary>
internal enum LineProblem
{
    None,
    TooLong,
    Quote,
    ColumnCount,
    User,
    Item,
    Value,
    Time,
    Weight,
}

/// <summary>A line that is no rating.</summary>
/// <param name="Line">Its number, from 0, in its block.</param>
/// <param name="Begin">Where it begins in its block.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Problem">Why.</param>
internal readonly record struct BadLine(int Line, int Begin, int Length, LineProblem Problem)
{
    /// <summary>What is found where a line is too long.</summary>
    public const string TooLongFound = "a line that is longer";

    /// <summary>What is expected there.</summary>
    public const string TooLongExpected = "1,048,576 bytes at most";

    /// <summary>What was found in the line and what was expected there.</summary>
    public (string Found, string Expected) Explain(ReadOnlySpan<byte> line, LineLayout layout)
    {
        if (Problem == LineProblem.TooLong)
            return (TooLongFound, TooLongExpected);
        if (Problem == LineProblem.Quote)
            return (Show(line), "a closing quote before the next separator or the end of the line");
        Field[] fields = new Field[layout.Roles.Count];
        ReadOnlySpan<byte> text = line;
        int count;
        if (line.Contains((byte)'"'))
        {
            byte[] unquoted = new byte[line.Length];
            count = FieldSplitter.SplitQuoted(line, layout.Separator, unquoted, fields);
            text = unquoted;
        }
        else
            count = FieldSplitter.Split(line, layout.Separator, fields);
        if (Problem == LineProblem.ColumnCount)
            return ($"{count} {(count == 1 ? "column" : "columns")}: {Show(line)}", layout.Expected);
        (int column, string expected) = Problem switch
        {
            LineProblem.User => (layout.Roles.User, "a user's id in UTF-8"),
            LineProblem.Item => (layout.Roles.Item, "an item's id in UTF-8"),
            LineProblem.Value => (layout.Roles.Value, $"{NumberText.Expected} as rating"),
            LineProblem.Time => (layout.Roles.Time, "a whole number as time"),
            _ => (layout.Roles.Weight, $"{NumberText.Expected}, not negative, as weight"),
        };
        return ($"{Show(text.Slice(fields[column].Begin, fields[column].Length))} in column {column + 1}", expected);
    }

    /// <summary>The begin of a text, fit to be printed.</summary>
    public static string Show(ReadOnlySpan<byte> utf8)
    {
        const int MaxLength = 80;
        StringBuilder shown = new("'");
        foreach (char character in Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxLength)]))
            shown.Append(char.IsControl(character) ? '\uFFFD' : character);
        return shown.Append(utf8.Length > MaxLength ? "…'" : "'").ToString();
    }
}
