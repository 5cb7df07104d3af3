using System.Text.Unicode;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// Reads the lines of blocks. Each parser has tables of ids of its own, so that several can work at the same time; a
/// bad line leaves no trace in them.
/// </summary>
internal sealed class BlockParser(LineLayout layout, int skipBad, bool keepLines)
{
    private readonly Field[] _fields = new Field[layout.Roles.Count];
    private readonly ColumnRoles _roles = layout.Roles;
    private readonly List<BadLine> _badLines = [];
    private byte[] _unquoted = [];
    private int[] _userNumbers = new int[1024];
    private int[] _itemNumbers = new int[1024];
    private float[] _values = new float[layout.Roles.Value < 0 ? 0 : 1024];
    private long[] _times = new long[layout.Roles.Time < 0 ? 0 : 1024];
    private float[] _weights = new float[layout.Roles.Weight < 0 ? 0 : 1024];
    private int[] _ratingLines = new int[keepLines ? 1024 : 0];
    private int _count;

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
    public RatingSegment Parse(ReadOnlySpan<byte> text, int skipLines)
    {
        bool quotes = text.Contains((byte)'"');
        _count = 0;
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
        return new RatingSegment
        {
            Count = _count,
            Users = _userNumbers[.._count],
            Items = _itemNumbers[.._count],
            Values = _roles.Value < 0 ? null : _values[.._count],
            Times = _roles.Time < 0 ? null : _times[.._count],
            Weights = _roles.Weight < 0 ? null : _weights[.._count],
            Lines = keepLines ? _ratingLines[.._count] : null,
        };
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
        float value = 0;
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
        if (_count == _userNumbers.Length)
            Grow();
        _userNumbers[_count] = user;
        _itemNumbers[_count] = item;
        if (_values.Length > 0)
            _values[_count] = value;
        if (_times.Length > 0)
            _times[_count] = time;
        if (_weights.Length > 0)
            _weights[_count] = weight;
        if (_ratingLines.Length > 0)
            _ratingLines[_count] = Lines - 1;
        _count++;
    }

    /// <summary>A block bounds the lines, so this ends soon.</summary>
    private void Grow()
    {
        Array.Resize(ref _userNumbers, _userNumbers.Length * 2);
        Array.Resize(ref _itemNumbers, _itemNumbers.Length * 2);
        Array.Resize(ref _values, _values.Length * 2);
        Array.Resize(ref _times, _times.Length * 2);
        Array.Resize(ref _weights, _weights.Length * 2);
        Array.Resize(ref _ratingLines, _ratingLines.Length * 2);
    }
}
