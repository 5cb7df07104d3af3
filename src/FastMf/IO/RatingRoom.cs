using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// Room for ratings as blocks of lines come in. Where the number of lines is known before, the columns made for it
/// become those of the ratings; otherwise columns of growing size, never copied while the file is read.
/// </summary>
/// <param name="roles">Which columns there are.</param>
internal sealed class RatingRoom(ColumnRoles roles)
{
    private const int Most = 1 << 20; // ratings to make room for at once where nobody knows how many come

    private const int LeastBytes = 4; // of a line: two ids, what separates them, and its end

    private int _used;

    /// <summary>The columns that were last made.</summary>
    public RatingColumns? Columns { get; private set; }

    /// <summary>Makes room for all lines of a file, unless most of them must be empty.</summary>
    public void Expect(long lines, long bytes)
    {
        if (lines <= Math.Min(bytes / LeastBytes, Array.MaxLength))
            Columns = RatingSegment.Allocate((int)lines, roles);
    }

    /// <summary>Gives a block of so many lines its place.</summary>
    public RatingSegment Place(int lines, bool keepLines)
    {
        if (Columns is null || Columns.Count - _used < lines)
        {
            int more = (int)Math.Min(2L * (Columns?.Count ?? 0), Most);
            Columns = RatingSegment.Allocate(Math.Max(lines, more), roles);
            _used = 0;
        }
        int first = _used;
        _used += lines;
        return new RatingSegment(Columns, first, lines) { Lines = keepLines ? new int[lines] : null };
    }
}
