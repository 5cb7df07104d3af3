using System.Text;

namespace FastMf.Data;

/// <summary>
/// The ids of the rows of a matrix and back: row 0 has the smallest id. Integers are in numeric order, texts in the
/// order of their UTF-8 bytes. Immutable and thread-safe. An id is found by binary search, also in a mapped file, where
/// nothing is read before it is needed.
/// </summary>
public sealed class IdMap
{
    private readonly Region<long> _integers; // none for 0 … Count-1 and for texts
    private readonly Region<byte> _utf8; // none for integers
    private readonly Region<long> _offsets; // Count + 1 of them

    private IdMap(int count, Region<long> integers, Region<byte> utf8, Region<long> offsets)
    {
        Count = count;
        _integers = integers;
        _utf8 = utf8;
        _offsets = offsets;
    }

    /// <summary>How many ids there are: the number of rows.</summary>
    public int Count { get; }

    /// <summary>Whether the ids are 64-bit integers; otherwise they are texts.</summary>
    public bool IsInteger => !_utf8.Exists;

    /// <summary>The id of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Id this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            Id id = IsInteger ? new Id(IntegerAt(row)) : new Id(Encoding.UTF8.GetString(Utf8At(row)));
            GC.KeepAlive(this);
            return id;
        }
    }

    /// <summary>The ids 0, 1 … <paramref name="count"/> - 1.</summary>
    public static IdMap Range(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new IdMap(count, default, default, default);
    }

    /// <summary>A map of the distinct ids among those given: integers if all are, otherwise texts.</summary>
    public static IdMap From(IEnumerable<Id> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        List<Id> distinct = [.. ids.Distinct()];
        if (distinct.All(id => id.IsInteger))
            return FromSorted([.. distinct.Select(id => id.Integer).Order()]);
        byte[][] texts = [.. distinct.Select(id => Encoding.UTF8.GetBytes(id.ToString()))];
        Array.Sort(texts, (x, y) => x.AsSpan().SequenceCompareTo(y));
        long[] offsets = new long[texts.Length + 1];
        for (int i = 0; i < texts.Length; i++)
            offsets[i + 1] = offsets[i] + texts[i].Length;
        byte[] utf8 = new byte[offsets[^1]];
        for (int i = 0; i < texts.Length; i++)
            texts[i].CopyTo(utf8.AsSpan((int)offsets[i]));
        return FromSorted(utf8, offsets);
    }

    /// <summary>A map of the ids that are in either map; the first one itself where it has them all.</summary>
    public static IdMap Union(IdMap first, IdMap second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!second.MapTo(first).Contains(-1))
            return first;
        return From(
            Enumerable
                .Range(0, first.Count)
                .Select(row => first[row])
                .Concat(Enumerable.Range(0, second.Count).Select(row => second[row]))
        );
    }

    /// <summary>Finds the row of an id.</summary>
    public bool TryGetRow(Id id, out int row) =>
        id.IsInteger ? TryGetRow(id.Integer, out row) : TryGetRow(id.ToString().AsSpan(), out row);

    /// <summary>Finds the row of an integer id, also among texts by its canonical decimal form.</summary>
    public bool TryGetRow(long id, out int row)
    {
        if (!IsInteger)
        {
            Span<byte> utf8 = stackalloc byte[20];
            id.TryFormat(utf8, out int length, default, System.Globalization.CultureInfo.InvariantCulture);
            return TryGetRow(utf8[..length], out row);
        }
        if (!_integers.Exists)
        {
            row = id >= 0 && id < Count ? (int)id : -1;
            return row >= 0;
        }
        row = Math.Max(-1, _integers.Span.BinarySearch(id));
        GC.KeepAlive(this);
        return row >= 0;
    }

    /// <summary>Finds the row of an id given as text.</summary>
    public bool TryGetRow(ReadOnlySpan<char> id, out int row)
    {
        if (IsInteger)
        {
            row = -1;
            return Id.TryParseCanonical(id, out long integer) && TryGetRow(integer, out row);
        }
        int bytes = Encoding.UTF8.GetByteCount(id);
        Span<byte> utf8 = bytes <= 512 ? stackalloc byte[bytes] : new byte[bytes];
        Encoding.UTF8.GetBytes(id, utf8);
        return TryGetRow(utf8, out row);
    }

    /// <summary>Finds the row of an id given as UTF-8.</summary>
    public bool TryGetRow(ReadOnlySpan<byte> utf8Id, out int row)
    {
        row = -1;
        if (IsInteger)
            return Id.TryParseCanonical(utf8Id, out long integer) && TryGetRow(integer, out row);
        for (int low = 0, high = Count - 1; low <= high && row < 0; )
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            int order = Utf8At(middle).SequenceCompareTo(utf8Id);
            if (order == 0)
                row = middle;
            else if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        GC.KeepAlive(this);
        return row >= 0;
    }

    /// <summary>For each of our rows the row of the same id in <paramref name="other"/>, or -1.</summary>
    public int[] MapTo(IdMap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int[] rows = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            if (ReferenceEquals(this, other))
                rows[i] = i;
            else if (IsInteger ? !other.TryGetRow(IntegerAt(i), out rows[i]) : !other.TryGetRow(Utf8At(i), out rows[i]))
                rows[i] = -1;
        }
        GC.KeepAlive(this);
        return rows;
    }

    /// <summary>Whether both hold the same ids, and so the same rows.</summary>
    internal bool SameAs(IdMap other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Count != other.Count || IsInteger != other.IsInteger)
            return false;
        bool same = IsInteger
            ? SameIntegers(other)
            : _offsets.Span.SequenceEqual(other._offsets.Span) && _utf8.Span.SequenceEqual(other._utf8.Span);
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return same;
    }

    /// <summary>A map of integers that are already ascending and distinct; keeps the array.</summary>
    internal static IdMap FromSorted(long[] ascending) => FromSorted(new Region<long>(ascending));

    /// <summary>The same over any memory.</summary>
    internal static IdMap FromSorted(Region<long> ascending) =>
        ascending.Length == 0 || (ascending[0] == 0 && ascending[ascending.Length - 1] == ascending.Length - 1)
            ? Range((int)ascending.Length)
            : new IdMap((int)ascending.Length, ascending, default, default);

    /// <summary>A map of texts that are already ascending and distinct; keeps both arrays.</summary>
    /// <param name="utf8">All texts, one after the other.</param>
    /// <param name="offsets">Where each begins, and the end of the last.</param>
    internal static IdMap FromSorted(byte[] utf8, long[] offsets) =>
        FromSorted(new Region<byte>(utf8), new Region<long>(offsets));

    /// <summary>The same over any memory; where that was not verified, wrong offsets are found when they are used.</summary>
    internal static IdMap FromSorted(Region<byte> utf8, Region<long> offsets) =>
        new((int)(offsets.Length - 1), default, utf8, offsets);

    /// <summary>The integer id of a row.</summary>
    internal long IntegerAt(int row) => _integers.Exists ? _integers[row] : row;

    /// <summary>Where the text id of a row begins among the bytes of all; for the row behind the last, their number.</summary>
    internal long OffsetAt(int row) => _offsets[row];

    /// <summary>The text id of a row, as UTF-8; of a mapped file valid only while this is kept alive.</summary>
    /// <exception cref="InvalidDataException">A mapped file that was not verified says nonsense.</exception>
    internal ReadOnlySpan<byte> Utf8At(int row)
    {
        (long begin, long end) = (_offsets[row], _offsets[row + 1L]);
        return begin >= 0 && begin <= end && end <= _utf8.Length
            ? _utf8.Slice(begin, (int)(end - begin))
            : throw new InvalidDataException(
                $"{_utf8.Owner}: found an id from byte {begin} to {end} at row {row}; expected it within the {_utf8.Length} bytes of all ids."
            );
    }

    private bool SameIntegers(IdMap other)
    {
        for (int i = 0; i < Count; i++)
        {
            if (IntegerAt(i) != other.IntegerAt(i))
                return false;
        }
        return true;
    }
}
