namespace FastMf.IO;

/// <summary>
/// The layout of lines that <see cref="PlainParser"/> reads: every column ends with one byte. Two colons, or a carriage
/// return before the line's end, make a column between them that must be empty.
/// </summary>
internal sealed class PlainLayout
{
    private PlainLayout(byte separator, byte[] ends, int[] empty, int step, ColumnRoles roles)
    {
        Separator = separator;
        Ends = ends;
        Empty = empty;
        User = roles.User * step;
        Item = roles.Item * step;
        Value = roles.Value * step;
        Time = roles.Time * step;
        Weight = roles.Weight * step;
    }

    /// <summary>The byte that separates.</summary>
    public byte Separator { get; }

    /// <summary>The byte behind each column.</summary>
    public byte[] Ends { get; }

    /// <summary>The columns that must be empty.</summary>
    public int[] Empty { get; }

    /// <summary>The column of the user's id.</summary>
    public int User { get; }

    /// <summary>The column of the item's id.</summary>
    public int Item { get; }

    /// <summary>The column of the rating; negative where there is none, like those that follow.</summary>
    public int Value { get; }

    /// <summary>The column of the time.</summary>
    public int Time { get; }

    /// <summary>The column of the weight.</summary>
    public int Weight { get; }

    /// <summary>Whether there is a time or a weight.</summary>
    public bool HasMore => Time >= 0 || Weight >= 0;

    /// <summary>The plain form of a layout, or null where it has none.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="text">Lines of the file, that show how lines end.</param>
    public static PlainLayout? From(LineLayout layout, ReadOnlySpan<byte> text)
    {
        ColumnRoles roles = layout.Roles;
        bool colons = layout.Separator.Text == "::";
        int read = 2 + (roles.Value < 0 ? 0 : 1) + (roles.Time < 0 ? 0 : 1) + (roles.Weight < 0 ? 0 : 1);
        // In a column that is not read, a run of blanks or a colon would be taken for the end of it.
        if ((colons || layout.Separator.IsBlanks) && read < roles.Count)
            return null;
        int step = colons ? 2 : 1;
        byte separator = (byte)layout.Separator.Text[0];
        List<byte> ends = [.. Enumerable.Repeat(separator, (roles.Count - 1) * step)];
        List<int> empty = [.. Enumerable.Range(0, ends.Count).Where(column => column % step == 1)];
        int lineEnd = text.IndexOf((byte)'\n');
        if (lineEnd > 0 && text[lineEnd - 1] == '\r')
        {
            ends.Add((byte)'\r');
            empty.Add(ends.Count);
        }
        ends.Add((byte)'\n');
        return new PlainLayout(separator, [.. ends], [.. empty], step, roles);
    }
}
