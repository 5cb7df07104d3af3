namespace FastMf.Data;

/// <summary>
/// Numbers texts 0, 1, 2 … in the order in which they first appear. The UTF-8 of all stands in one array; a hash table
/// with linear probing finds a text without making a string of it.
/// </summary>
internal sealed class TextIds
{
    private Slot[] _slots = new Slot[64];
    private byte[] _utf8 = new byte[256];
    private int[] _ends = new int[16]; // by number: the end of its text

    /// <summary>How many distinct texts there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all texts together.</summary>
    public int TotalLength => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>The text of a number, as UTF-8.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            int begin = number == 0 ? 0 : _ends[number - 1];
            return _utf8.AsSpan(begin, _ends[number] - begin);
        }
    }

    /// <summary>The number of a text, a new one where it was not seen before.</summary>
    /// <exception cref="InvalidOperationException">The texts are more than an array can hold, 2 GB.</exception>
    public int Add(ReadOnlySpan<byte> text)
    {
        int hash = Hash(text);
        int mask = _slots.Length - 1;
        int i = hash & mask;
        for (; _slots[i].NumberPlusOne != 0; i = (i + 1) & mask)
        {
            int number = _slots[i].NumberPlusOne - 1;
            if (_slots[i].Hash == hash && this[number].SequenceEqual(text))
                return number;
        }
        Append(text);
        _slots[i] = new Slot(hash, Count);
        if (Count * 2L > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>Differs from run to run, so that no file can be made to collide. Numbers and order do not depend on it.</summary>
    private static int Hash(ReadOnlySpan<byte> text)
    {
        HashCode hash = new();
        hash.AddBytes(text);
        return hash.ToHashCode();
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        int begin = TotalLength;
        long end = (long)begin + text.Length;
        if (end > Array.MaxLength)
            throw new InvalidOperationException("The texts of all ids together have more than 2 GB.");
        if (end > _utf8.Length)
            Array.Resize(ref _utf8, (int)Math.Min(Math.Max(_utf8.Length * 2L, end), Array.MaxLength));
        if (Count == _ends.Length)
            Array.Resize(ref _ends, (int)Math.Min(_ends.Length * 2L, Array.MaxLength));
        text.CopyTo(_utf8.AsSpan(begin));
        _ends[Count++] = (int)end;
    }

    private void Grow()
    {
        Slot[] old = _slots;
        _slots = new Slot[checked(old.Length * 2)];
        int mask = _slots.Length - 1;
        foreach (Slot slot in old)
        {
            if (slot.NumberPlusOne == 0)
                continue;
            int i = slot.Hash & mask;
            while (_slots[i].NumberPlusOne != 0)
                i = (i + 1) & mask;
            _slots[i] = slot;
        }
    }

    private readonly record struct Slot(int Hash, int NumberPlusOne);
}
