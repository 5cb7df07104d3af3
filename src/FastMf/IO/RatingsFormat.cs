using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// How a text file of ratings is to be read. What is null is found by looking at the first lines. A line is a rating;
/// empty lines are passed over; fields may stand in double quotes, with a quote inside doubled; a quoted field ends on
/// its line. Blanks around a field that is not quoted do not belong to it.
/// </summary>
public sealed record RatingsFormat
{
    /// <summary>
    /// What stands between two columns: <c>::</c>, a space (any run of blanks) or one ASCII character such as a comma,
    /// a tab or a semicolon.
    /// </summary>
    public string? Separator { get; init; }

    /// <summary>Whether the first line names the columns.</summary>
    public bool? Header { get; init; }

    /// <summary>
    /// The columns in their order, with commas between: user, item, rating, time, weight, or - for one that is not
    /// read. Without a rating all values are 1. Where null, a header's names decide (such as userId, movieId, rating,
    /// timestamp; others are not read), and without such names the order user, item, rating, time, of which the last
    /// two may be missing. A weight is read only where it is named.
    /// </summary>
    public string? Columns { get; init; }

    /// <summary>What becomes of ratings of the same user and item.</summary>
    public Duplicates Duplicates { get; init; } = Duplicates.Last;

    /// <summary>How many bad lines are left out before one is an error.</summary>
    public int SkipBad { get; init; }

    /// <summary>How many threads read; 0 means all processors. The ratings do not depend on it.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(SkipBad);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (!Enum.IsDefined(Duplicates))
            throw new ArgumentOutOfRangeException(nameof(Duplicates), Duplicates, "There is no such choice.");
        if (Separator is not null)
            _ = new FieldSeparator(Separator);
        if (Columns is not null)
            _ = ColumnRoles.Parse(Columns);
    }
}
