using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace FastMf.Data;

/// <summary>
/// The ids of one column while they come in: numbered in the order in which they first appear, integers until the
/// first id that is none, texts from then on. <see cref="Finish"/> turns numbers into rows, in ascending order of id.
/// </summary>
internal sealed class IdColumn
{
    private readonly IntegerIds _integers = new();
    private TextIds? _texts; // null while all ids are integers

    /// <summary>How many distinct ids there are.</summary>
    public int Count => _texts?.Count ?? _integers.Count;

    /// <summary>The number of an integer id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each field of a file: measured
    public int Add(long id) => _texts is null ? _integers.Add(id) : AddAsText(id);

    /// <summary>The number of an id given as UTF-8.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        if (_texts is null && Id.TryParseCanonical(utf8, out long integer))
            return _integers.Add(integer);
        return (_texts ??= ConvertToTexts()).Add(utf8);
    }

    /// <summary>The number of an id.</summary>
    public int Add(Id id) => id.IsInteger ? Add(id.Integer) : Add(Encoding.UTF8.GetBytes(id.ToString()));

    /// <summary>Adds all ids of another column; returns, for its numbers, ours.</summary>
    public int[] AddAll(IdColumn other)
    {
        int[] numbers = new int[other.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = other._texts is null ? Add(other._integers.Ids[i]) : Add(other._texts[i]);
        return numbers;
    }

    /// <summary>The map of all ids and, for each number, its row there.</summary>
    public (IdMap Map, int[] Rows) Finish() => _texts is null ? FinishIntegers(_integers) : FinishTexts(_texts);

    private static (IdMap Map, int[] Rows) FinishIntegers(IntegerIds ids)
    {
        long[] ascending = ids.Ids.ToArray();
        int[] numbers = [.. Enumerable.Range(0, ids.Count)];
        if (!IsAscending(ascending)) // a loader may have given them so
            Array.Sort(ascending, numbers);
        return (IdMap.FromSorted(ascending), Invert(numbers));
    }

    private static bool IsAscending(ReadOnlySpan<long> ids)
    {
        for (int i = 1; i < ids.Length; i++)
        {
            if (ids[i] < ids[i - 1])
                return false;
        }
        return true;
    }

    private static (IdMap Map, int[] Rows) FinishTexts(TextIds ids)
    {
        int[] numbers = [.. Enumerable.Range(0, ids.Count)];
        Array.Sort(numbers, (x, y) => ids[x].SequenceCompareTo(ids[y]));
        byte[] utf8 = new byte[ids.TotalLength];
        long[] offsets = new long[ids.Count + 1];
        for (int row = 0; row < numbers.Length; row++)
        {
            ReadOnlySpan<byte> text = ids[numbers[row]];
            text.CopyTo(utf8.AsSpan((int)offsets[row]));
            offsets[row + 1] = offsets[row] + text.Length;
        }
        return (IdMap.FromSorted(utf8, offsets), Invert(numbers));
    }

    private static int[] Invert(int[] numbers)
    {
        int[] rows = new int[numbers.Length];
        for (int row = 0; row < numbers.Length; row++)
            rows[numbers[row]] = row;
        return rows;
    }

    /// <summary>The canonical form of an integer is exact, so the numbers given so far stay.</summary>
    private TextIds ConvertToTexts()
    {
        TextIds texts = new();
        Span<byte> utf8 = stackalloc byte[20];
        foreach (long id in _integers.Ids)
            texts.Add(utf8[..Format(id, utf8)]);
        return texts;
    }

    private int AddAsText(long id)
    {
        Span<byte> utf8 = stackalloc byte[20];
        return _texts!.Add(utf8[..Format(id, utf8)]);
    }

    private static int Format(long id, Span<byte> utf8)
    {
        id.TryFormat(utf8, out int length, default, CultureInfo.InvariantCulture);
        return length;
    }
}
