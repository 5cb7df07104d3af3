using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastMf.Data;

/// <summary>
/// A set of small integer ids, a bit each. Such ids need no numbers while they come in: each stands for itself until
/// all are known.
/// </summary>
internal sealed class SmallIds
{
    /// <summary>Ids are below: twice Netflix' largest. The bits take 0.5 MB at most, and a table over the ids 16 MB.</summary>
    public const uint Limit = 1 << 22;

    private ulong[] _bits = new ulong[16];

    /// <summary>How many ids there are.</summary>
    public int Count => _bits.Sum(BitOperations.PopCount);

    /// <summary>The largest id and 1; 0 where there is none.</summary>
    public int End
    {
        get
        {
            int last = _bits.AsSpan().LastIndexOfAnyExcept(0UL);
            return last < 0 ? 0 : (64 * last) + BitOperations.Log2(_bits[last]) + 1;
        }
    }

    /// <summary>The ids, ascending.</summary>
    public IEnumerable<int> Ascending
    {
        get
        {
            for (int i = 0; i < _bits.Length; i++)
            {
                for (ulong left = _bits[i]; left != 0; left &= left - 1)
                    yield return (64 * i) + BitOperations.TrailingZeroCount(left);
            }
        }
    }

    /// <summary>Adds ids, 0 … <see cref="Limit"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    public void AddAll(ReadOnlySpan<int> ids)
    {
        int all = 0;
        foreach (int id in ids)
            all |= id;
        MakeRoom((uint)all / 64);
        ulong[] bits = _bits;
        foreach (int id in ids)
        {
            ref ulong word = ref bits[(uint)id / 64];
            ulong bit = 1UL << (id % 64);
            // Most ids are known already: not to write them again spares the next id of the same word a wait.
            if ((word & bit) == 0)
                word |= bit;
        }
    }

    /// <summary>Adds all ids of another set.</summary>
    public void AddAll(SmallIds other)
    {
        MakeRoom((uint)other._bits.Length - 1);
        for (int i = 0; i < other._bits.Length; i++)
            _bits[i] |= other._bits[i];
    }

    private void MakeRoom(uint word)
    {
        if (word >= (uint)_bits.Length)
            Array.Resize(ref _bits, (int)BitOperations.RoundUpToPowerOf2(word + 1));
    }
}
