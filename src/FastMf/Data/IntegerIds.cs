using System.Runtime.CompilerServices;

namespace FastMf.Data;

/// <summary>
/// Numbers 64-bit ids 0, 1, 2 … in the order in which they first appear. Small ids that are not negative are looked up
/// in a plain array, others in a hash table with linear probing.
/// </summary>
internal sealed class IntegerIds
{
    private const int DirectLimit = 1 << 20; // 4 MB at most, however few ids there are

    // Differs from run to run, so that no file can be made to collide. Numbers and order do not depend on it.
    private static readonly ulong HashSeed = ((ulong)(uint)HashCode.Combine(1) << 32) | (uint)HashCode.Combine(2);

    private int[] _direct = []; // by id: its number + 1, or 0
    private Slot[] _slots = new Slot[64];
    private int _hashed;
    private long[] _ids = new long[16];

    /// <summary>How many distinct ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>The ids by number.</summary>
    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, Count);

    /// <summary>The number of an id, a new one where it was not seen before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each field of a file: measured
    public int Add(long id)
    {
        int[] direct = _direct;
        if ((ulong)id < (ulong)direct.Length)
        {
            int number = direct[id] - 1;
            if (number >= 0)
                return number;
        }
        return AddOther(id);
    }

    private int AddOther(long id)
    {
        if (id is >= 0 and < DirectLimit)
        {
            if (id >= _direct.Length)
                Array.Resize(
                    ref _direct,
                    (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(id + 1, 1024))
                );
            _direct[id] = Append(id) + 1;
            return Count - 1;
        }
        ref Slot slot = ref Find(id);
        if (slot.NumberPlusOne != 0)
            return slot.NumberPlusOne - 1;
        slot = new Slot(id, Append(id) + 1);
        if (++_hashed * 2 > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>The slot of an id, or the free one where it belongs.</summary>
    private ref Slot Find(long id)
    {
        int mask = _slots.Length - 1;
        ulong high = Math.BigMul((ulong)id ^ HashSeed, 0x9E3779B97F4A7C15, out ulong low);
        for (int i = (int)(high ^ low) & mask; ; i = (i + 1) & mask)
        {
            ref Slot slot = ref _slots[i];
            if (slot.NumberPlusOne == 0 || slot.Id == id)
                return ref slot;
        }
    }

    private void Grow()
    {
        Slot[] old = _slots;
        _slots = new Slot[checked(old.Length * 2)];
        foreach (Slot slot in old)
        {
            if (slot.NumberPlusOne != 0)
                Find(slot.Id) = slot;
        }
    }

    private int Append(long id)
    {
        if (Count == _ids.Length)
            Array.Resize(ref _ids, (int)Math.Min(_ids.Length * 2L, Array.MaxLength));
        _ids[Count] = id;
        return Count++;
    }

    private readonly record struct Slot(long Id, int NumberPlusOne);
}
