using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FastMf.IO;

/// <summary>Finds the bytes that end columns, 64 bytes of text at a time.</summary>
internal static class ColumnEnds
{
    /// <summary>How many bytes behind the text may be read, and how many places behind the last end written to.</summary>
    public const int Padding = 64;

    /// <summary>Finds all separators, line feeds and carriage returns of a text.</summary>
    /// <param name="buffer">Holds the text, and <see cref="Padding"/> bytes behind it.</param>
    /// <param name="begin">Where the text begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="separator">What separates columns.</param>
    /// <param name="ends">Takes their places in the buffer: as many as the text has bytes, and <see cref="Padding"/>.</param>
    /// <returns>How many there are; negative where there is a quote.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    public static int Find(byte[] buffer, int begin, int end, byte separator, Span<int> ends)
    {
        Debug.Assert(end + Padding <= buffer.Length && end - begin + Padding <= ends.Length);
        ref byte text = ref MemoryMarshal.GetArrayDataReference(buffer);
        ref int next = ref MemoryMarshal.GetReference(ends);
        Vector512<byte> separators = Vector512.Create(separator);
        Vector512<byte> lineFeeds = Vector512.Create((byte)'\n');
        Vector512<byte> carriageReturns = Vector512.Create((byte)'\r');
        Vector512<byte> quotes = Vector512.Create((byte)'"');
        ulong quoted = 0;
        int count = 0;
        for (int i = begin; i < end; i += 64)
        {
            Vector512<byte> bytes = Vector512.LoadUnsafe(ref text, (nuint)i);
            Vector512<byte> found =
                Vector512.Equals(bytes, separators)
                | Vector512.Equals(bytes, lineFeeds)
                | Vector512.Equals(bytes, carriageReturns);
            ulong within = i + 64 <= end ? ulong.MaxValue : ~(ulong.MaxValue << (end - i));
            ulong places = found.ExtractMostSignificantBits() & within;
            quoted |= Vector512.Equals(bytes, quotes).ExtractMostSignificantBits() & within;
            int more = BitOperations.PopCount(places);
            // Eight at a time, whether there are as many or not: a branch for each would be guessed wrong too often.
            for (int written = count; written < count + more; written += 8)
                places = WriteEight(ref Unsafe.Add(ref next, written), places, i);
            count += more;
        }
        return quoted == 0 ? count : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the inner loop, unrolled
    private static ulong WriteEight(ref int next, ulong places, int begin)
    {
        for (int k = 0; k < 8; k++)
        {
            Unsafe.Add(ref next, k) = begin + BitOperations.TrailingZeroCount(places);
            places &= places - 1;
        }
        return places;
    }
}
