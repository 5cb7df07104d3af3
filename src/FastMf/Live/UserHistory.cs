using FastMf.Data;

namespace FastMf.Live;

/// <summary>The last event of each item that a user has.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Value">The value.</param>
/// <param name="Sequence">The event's number.</param>
/// <param name="Time">When.</param>
internal readonly record struct HistoryEntry(Id Item, float Value, long Sequence, long Time);

/// <summary>What a user has done, all of it; the last value of an item counts. Taken from and added to under a lock of its own.</summary>
internal sealed class UserHistory(Id user)
{
    private const int SearchedOneByOne = 32;

    private readonly Lock _gate = new();
    private HistoryEntry[] _entries = new HistoryEntry[4];
    private Dictionary<Id, int>? _places; // of long histories
    private int _count;
    private long _last;

    /// <summary>Held while the user is folded in: one at a time.</summary>
    public Lock Turn { get; } = new();

    /// <summary>Whose it is.</summary>
    public Id User => user;

    /// <summary>The number of the last event.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Takes note of an event; an older one than that of the same item is passed over.</summary>
    public void Take(HistoryEntry entry)
    {
        lock (_gate)
        {
            int place = Find(entry.Item);
            if (place == _count)
                Add(entry);
            else if (_entries[place].Sequence < entry.Sequence)
                _entries[place] = entry;
            Volatile.Write(ref _last, Math.Max(_last, entry.Sequence));
        }
    }

    /// <summary>A copy of all there is.</summary>
    public HistoryEntry[] Copy()
    {
        lock (_gate)
            return _entries[.._count];
    }

    private int Find(Id item)
    {
        if (_places is not null)
            return _places.GetValueOrDefault(item, _count);
        int place = 0;
        while (place < _count && _entries[place].Item != item)
            place++;
        return place;
    }

    private void Add(HistoryEntry entry)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, 2 * _count);
        _entries[_count] = entry;
        _places?.Add(entry.Item, _count);
        _count++;
        if (_count != SearchedOneByOne)
            return;
        _places = [];
        for (int place = 0; place < _count; place++)
            _places.Add(_entries[place].Item, place);
    }
}
