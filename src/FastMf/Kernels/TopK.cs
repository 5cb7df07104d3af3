using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Keeps the highest of many scores. A score and its row are one 64-bit key: the score's bits, made to rise with the
/// score, above the complement of the row. So keys are compared with one instruction, and of equal scores the lower
/// row wins.
/// </summary>
/// <param name="room">Holds the keys; as many are kept as it is long.</param>
/// <param name="count">How many are kept there already, by an earlier one over the same room.</param>
internal ref struct TopK(Span<ulong> room, int count = 0)
{
    private const uint Sign = 0x8000_0000;

    private readonly Span<ulong> _keys = room; // once full: a heap, the least key first
    private int _count = count;

    /// <summary>How many are kept.</summary>
    public readonly int Count => _count;

    /// <summary>A score below this is not kept any more; negative infinity while there is room, NaN where there is none at all.</summary>
    public readonly float Least =>
        _keys.IsEmpty ? float.NaN
        : _count < _keys.Length ? float.NegativeInfinity
        : Score(_keys[0]);

    /// <summary>The row of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row(ulong key) => (int)~(uint)key;

    /// <summary>The score of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Score(ulong key)
    {
        uint bits = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((bits & Sign) != 0 ? bits ^ Sign : ~bits);
    }

    /// <summary>The key of a row and its score, which is not NaN. -0 becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(int row, float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        uint rising = (bits & Sign) != 0 ? ~bits : bits | Sign;
        return ((ulong)rising << 32) | ~(uint)row;
    }

    /// <summary>Offers the scores of consecutive rows, all above those offered before. NaN marks a row to pass over.</summary>
    /// <param name="firstRow">The row of the first score.</param>
    /// <param name="scores">The scores.</param>
    public void Offer<TSimd>(int firstRow, scoped ReadOnlySpan<float> scores)
        where TSimd : struct, ISimd<TSimd>
    {
        int i = 0;
        for (; i < scores.Length && _count < _keys.Length; i++)
        {
            if (float.IsNaN(scores[i]))
                continue;
            Add(Key(firstRow + i, scores[i]));
        }
        if (i == scores.Length || _keys.IsEmpty)
            return;
        float least = Score(_keys[0]);
        ref float origin = ref MemoryMarshal.GetReference(scores);
        for (; i <= scores.Length - 16; i += 16)
        {
            uint some = TSimd.AtLeast(TSimd.Load(ref origin, (nuint)i), TSimd.Splat(least)); // none, mostly
            for (; some != 0; some &= some - 1)
            {
                int k = i + BitOperations.TrailingZeroCount(some);
                least = OfferAbove(least, firstRow + k, scores[k]);
            }
        }
        for (; i < scores.Length; i++)
            least = OfferAbove(least, firstRow + i, scores[i]);
    }

    /// <summary>Whether <see cref="Offer(ulong)"/> would keep the key.</summary>
    public readonly bool Takes(ulong key) => _count < _keys.Length || (_count > 0 && key > _keys[0]);

    /// <summary>Offers a key, in any order of rows.</summary>
    public void Offer(ulong key)
    {
        if (_count < _keys.Length)
            Add(key);
        else if (_count > 0 && key > _keys[0])
            ReplaceLeast(key);
    }

    /// <summary>Puts the kept keys at the beginning of the room, the highest first, and returns how many there are.</summary>
    public readonly int Finish()
    {
        Span<ulong> kept = _keys[.._count];
        kept.Sort();
        kept.Reverse();
        return _count;
    }

    /// <summary>Keeps a score above the least; an equal one has a lower row already. Gives the least of then.</summary>
    private readonly float OfferAbove(float least, int row, float score)
    {
        if (!(score > least))
            return least;
        ReplaceLeast(Key(row, score));
        return Score(_keys[0]);
    }

    private void Add(ulong key)
    {
        _keys[_count++] = key;
        if (_count == _keys.Length)
            _keys.Sort(); // ascending, which is a heap
    }

    private readonly void ReplaceLeast(ulong key)
    {
        Span<ulong> keys = _keys;
        int parent = 0;
        for (int child = 1; child < keys.Length; child = 2 * parent + 1)
        {
            if (child + 1 < keys.Length && keys[child + 1] < keys[child])
                child++;
            if (key <= keys[child])
                break;
            keys[parent] = keys[child];
            parent = child;
        }
        keys[parent] = key;
    }
}
