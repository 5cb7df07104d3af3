using System.Runtime.CompilerServices;

namespace FastMf.IO;

/// <summary>
/// Remembers what short texts are as numbers: ratings take few different values, and to find one again is quicker than
/// to read it.
/// </summary>
internal sealed class KnownNumbers
{
    /// <summary>The longest text that is remembered: it leaves a byte of a word for its length.</summary>
    public const int MaxLength = 7;

    private const int Size = 256; // with the texts 3 KB of the L1 cache

    private readonly ulong[] _texts = new ulong[Size];
    private readonly float[] _numbers = new float[Size];

    /// <summary>A text of at most <see cref="MaxLength"/> bytes as one word, with its length; never 0.</summary>
    /// <param name="bytes">The text and what stands behind it, the first byte in the lowest one.</param>
    /// <param name="length">Its bytes, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for each rating of a file: measured
    public static ulong Pack(ulong bytes, int length) => (bytes << (64 - (8 * length))) | (uint)length;

    /// <summary>Finds a number by its text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for each rating of a file: measured
    public bool TryFind(ulong packed, out float number)
    {
        uint place = Place(packed);
        number = _numbers[place];
        return _texts[place] == packed;
    }

    /// <summary>Remembers a number instead of another one.</summary>
    public void Keep(ulong packed, float number) => (_texts[Place(packed)], _numbers[Place(packed)]) = (packed, number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of both above
    private static uint Place(ulong packed) => (uint)((packed * 0x9E3779B97F4A7C15) >> 56);
}
