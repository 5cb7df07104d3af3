using System.Text;

namespace FastMf.IO;

/// <summary>Finds out by the first lines of a file how it is laid out, where the caller does not say.</summary>
internal sealed class FormatFinder
{
    private const int MaxSample = 100; // lines
    private const int MaxSampleBytes = 1 << 18;
    private static readonly string[] Separators = ["::", "\t", ";", ",", " "];
    private static readonly string[] NotNames = ["nan", "inf", "infinity", "null", "none", "na"];

    private readonly string _name;
    private readonly RatingsFormat _format;
    private readonly bool _pairs;
    private readonly List<byte[]> _lines = [];
    private readonly int _firstLine;

    private FormatFinder(string name, RatingsFormat format, bool pairs, ReadOnlySpan<byte> text)
    {
        _name = name;
        _format = format;
        _pairs = pairs;
        int number = 0;
        int tooLong = 0;
        int left = MaxSampleBytes;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range].TrimEnd("\r \t"u8);
            number++;
            if (line.Length > BlockReader.MaxLine && tooLong == 0)
                tooLong = number;
            if (line.IsEmpty || line.Length > BlockReader.MaxLine)
                continue;
            if (_lines.Count == 0)
                _firstLine = number;
            _lines.Add(line.ToArray());
            left -= line.Length;
            if (_lines.Count == MaxSample || left < 0)
                break;
        }
        if (_lines.Count == 0)
            throw tooLong > 0
                ? new RatingsFormatException(name, tooLong, BadLine.TooLongFound, BadLine.TooLongExpected)
                : new RatingsFormatException(name, 1, "nothing to read", "lines such as user,item,rating");
    }

    /// <summary>The layout of a file that begins with the lines of a text.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="format">What the caller says.</param>
    /// <param name="pairs">Whether only users and items are wanted.</param>
    /// <param name="text">Whole lines.</param>
    /// <exception cref="RatingsFormatException">No layout fits.</exception>
    public static LineLayout Find(string name, RatingsFormat format, bool pairs, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new RatingsFormatException(name, 1, "a byte-order mark of UTF-16", "UTF-8");
        FormatFinder finder = new(name, format, pairs, text);
        return finder.FindLayout();
    }

    private LineLayout FindLayout()
    {
        FieldSeparator separator = new(_format.Separator ?? FindSeparator());
        List<string[]> rows = [.. _lines.Select(line => Cut(line, separator))];
        ColumnRoles named = ColumnRoles.FromNames(rows[0]);
        bool hasNames = named.User >= 0 && named.Item >= 0;
        ColumnRoles? given = _format.Columns is null ? null : ColumnRoles.Parse(_format.Columns);
        bool header = _format.Header ?? (hasNames || LooksLikeHeader(rows, given));
        ColumnRoles roles = given ?? (header && hasNames ? named : FindOrder(rows, header, separator));
        if (given is null && header && hasNames && roles.Value < 0 && !_pairs)
            CheckNoValue(rows[0], roles);
        if (_pairs)
            roles = roles with { Value = -1, Time = -1, Weight = -1 };
        return new LineLayout(separator, header ? _firstLine : 0, roles, _pairs ? 0 : 1);
    }

    /// <summary>
    /// The separator that cuts the most lines into the same number of columns, of which there are two at least; better
    /// if the third is a number. Among equals one that cuts the first line so, then the order of the list.
    /// </summary>
    private string FindSeparator()
    {
        string best = ",";
        (int Score, bool First) bestScore = (0, false);
        foreach (string candidate in Separators)
        {
            FieldSeparator separator = new(candidate);
            List<string[]> rows = [.. _lines.Select(line => Cut(line, separator))];
            int columns = UsualCount(rows);
            int score =
                columns < 2
                    ? 0
                    : rows.Sum(row =>
                        row.Length != columns ? 0
                        : IsNumberAt(row, 2) ? 3
                        : 2
                    );
            (int, bool) full = (score, score > 0 && rows[0].Length == columns);
            if (full.CompareTo(bestScore) > 0)
                (best, bestScore) = (candidate, full);
        }
        return best;
    }

    /// <summary>A first line of names, above a line with a number (without ratings: with integer ids).</summary>
    private static bool LooksLikeHeader(List<string[]> rows, ColumnRoles? given)
    {
        string[] first = rows[0];
        if (!first.All(LooksLikeName))
            return false;
        int value = given?.Value ?? (first.Length > 2 ? 2 : -1);
        return rows.Skip(1).Any(row => value >= 0 ? IsNumberAt(row, value) : row.All(IsInteger));
    }

    /// <summary>Columns without names: user, item, rating, time, as many as there usually are.</summary>
    private ColumnRoles FindOrder(List<string[]> rows, bool header, in FieldSeparator separator)
    {
        List<string[]> data = header && rows.Count > 1 ? rows[1..] : rows;
        int columns = UsualCount(data);
        string found =
            $"{columns} {(columns == 1 ? "column" : "columns")}: {BadLine.Show(_lines[rows.IndexOf(data[0])])}";
        if (_pairs && columns >= 2)
            return ColumnRoles.InOrder(columns);
        if (columns is < 2 or > 4)
            throw new RatingsFormatException(
                _name,
                _firstLine,
                found,
                $"user, item, rating and maybe time with {separator.Name} between them, or the columns to be named"
            );
        if (columns == 4 && data.Count(row => row.Length == 4 && IsInteger(row[3])) * 2 <= data.Count)
            throw new RatingsFormatException(
                _name,
                _firstLine,
                found,
                "a whole number as time in column 4, or the columns to be named, such as user,item,rating,-"
            );
        return ColumnRoles.InOrder(columns);
    }

    private void CheckNoValue(string[] names, ColumnRoles roles)
    {
        int known = new[] { roles.User, roles.Item, roles.Time, roles.Weight }.Count(column => column >= 0);
        if (known < names.Length)
            throw new RatingsFormatException(
                _name,
                _firstLine,
                $"the columns {BadLine.Show(_lines[0])}",
                "one of them to be called rating, or the columns to be named, such as user,item,rating,-"
            );
    }

    private static int UsualCount(List<string[]> rows) =>
        rows.GroupBy(row => row.Length).OrderByDescending(group => group.Count()).First().Key;

    private static string[] Cut(byte[] line, in FieldSeparator separator)
    {
        byte[] text = new byte[line.Length];
        Field[] fields = new Field[line.Length + 1];
        int count = FieldSplitter.SplitQuoted(line, separator, text, fields);
        return [.. fields.Take(count).Select(field => Encoding.UTF8.GetString(text, field.Begin, field.Length))];
    }

    private static bool IsNumberAt(string[] row, int column) =>
        column < row.Length && NumberText.TryParse(Encoding.UTF8.GetBytes(row[column]), out float _);

    private static bool IsInteger(string text) => NumberText.TryParse(Encoding.UTF8.GetBytes(text), out long _);

    private static bool LooksLikeName(string text) =>
        text.Length > 0
        && (char.IsLetter(text[0]) || text[0] == '_')
        && !NotNames.Contains(text, StringComparer.OrdinalIgnoreCase);
}
