using System.Text.Unicode;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// Reads the lines of blocks. Each parser has tables of ids of its own, so that several can work at the same time; a
/// bad line leaves no trace in them.
/// </summary>
internal sealed class BlockParser(LineLayout layout, int skipBad)
{
    private readonly Field[] _fields = new Field[layout.Roles.Count];
    private readonly ColumnRoles _roles = layout.Roles;
    private readonly List<BadLine> _badLines = [];
    private byte[] _unquoted = [];
    private RatingSegment _segment = null!; // of the block that is being read

    /// <summary>The users seen.</summary>
    public IdColumn Users { get; } = new();

    /// <summary>The items seen.</summary>
    public IdColumn Items { get; } = new();

    /// <summary>Lines of the last block, up to the one where parsing stopped.</summary>
    public int Lines { get; private set; }

    /// <summary>The bad lines of the last block; after one more than may be skipped, parsing stops.</summary>
    public IReadOnlyList<BadLine> BadLines => _badLines;

    /// <summary>Reads a block.</summary>
    /// <param name="text">Whole lines.</param>
    /// <param name="skipLines">How many of the first lines are no ratings: the header.</param>
    /// <param name="segment">Takes the ratings; has room for all lines.</param>
    public void Parse(ReadOnlySpan<byte> text, int skipLines, RatingSegment segment)
    {
        bool quotes = text.Contains((byte)'"');
        _segment = segment;
        segment.Count = 0;
        _badLines.Clear();
        Lines = 0;
        for (int begin = 0, next; begin < text.Length && _badLines.Count <= skipBad; begin = next)
        {
            int length = text[begin..].IndexOf((byte)'\n');
            length = length < 0 ? text.Length - begin : length;
            next = begin + length + 1;
            if (length > 0 && text[begin + length - 1] == '\r')
                length--;
            ReadOnlySpan<byte> line = text.Slice(begin, length);
            int number = Lines++;
            if (number < skipLines)
                continue;
            LineProblem problem = quotes && line.Contains((byte)'"') ? ParseQuoted(line) : ParsePlain(line);
            if (problem != LineProblem.None)
                _badLines.Add(new BadLine(number, begin, length, problem));
        }
    }

    private LineProblem ParsePlain(ReadOnlySpan<byte> line)
    {
        int columns = FieldSplitter.Split(line, layout.Separator, _fields);
        if (columns == _fields.Length && line.Length <= BlockReader.MaxLine)
            return ParseFields(line);
        if (line.Length > BlockReader.MaxLine)
            return LineProblem.TooLong;
        return line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 ? LineProblem.None : LineProblem.ColumnCount;
    }

    private LineProblem ParseQuoted(ReadOnlySpan<byte> line)
    {
        if (line.Length > BlockReader.MaxLine)
            return LineProblem.TooLong;
        if (_unquoted.Length < line.Length)
            _unquoted = new byte[line.Length * 2];
        int columns = FieldSplitter.SplitQuoted(line, layout.Separator, _unquoted, _fields);
        if (columns == _fields.Length)
            return ParseFields(_unquoted);
        return columns == FieldSplitter.BadQuote ? LineProblem.Quote : LineProblem.ColumnCount;
    }

    /// <summary>Everything is checked before an id is numbered.</summary>
    private LineProblem ParseFields(ReadOnlySpan<byte> text)
    {
        float value = layout.DefaultValue;
        long time = 0;
        float weight = 1;
        if (_roles.Value >= 0 && !NumberText.TryParse(FieldAt(text, _roles.Value), out value))
            return LineProblem.Value;
        if (_roles.Time >= 0 && !NumberText.TryParse(FieldAt(text, _roles.Time), out time))
            return LineProblem.Time;
        if (_roles.Weight >= 0 && !(NumberText.TryParse(FieldAt(text, _roles.Weight), out weight) && weight >= 0))
            return LineProblem.Weight;
        ReadOnlySpan<byte> user = FieldAt(text, _roles.User);
        ReadOnlySpan<byte> item = FieldAt(text, _roles.Item);
        bool userIsInteger = Id.TryParseCanonical(user, out long userInteger);
        bool itemIsInteger = Id.TryParseCanonical(item, out long itemInteger);
        if (!userIsInteger && !IsTextId(user))
            return LineProblem.User;
        if (!itemIsInteger && !IsTextId(item))
            return LineProblem.Item;
        Append(
            userIsInteger ? Users.Add(userInteger) : Users.Add(user),
            itemIsInteger ? Items.Add(itemInteger) : Items.Add(item),
            value,
            time,
            weight
        );
        return LineProblem.None;
    }

    private ReadOnlySpan<byte> FieldAt(ReadOnlySpan<byte> text, int column) =>
        text.Slice(_fields[column].Begin, _fields[column].Length);

    private static bool IsTextId(ReadOnlySpan<byte> id) => !id.IsEmpty && Utf8.IsValid(id);

    private void Append(int user, int item, float value, long time, float weight)
    {
        int to = _segment.First + _segment.Count;
        _segment.Users![to] = user;
        _segment.Items![to] = item;
        _segment.Values![to] = value;
        if (_segment.Times is not null)
            _segment.Times[to] = time;
        if (_segment.Weights is not null)
            _segment.Weights[to] = weight;
        if (_segment.Lines is not null)
            _segment.Lines[_segment.Count] = Lines - 1;
        _segment.Count++;
    }
}
