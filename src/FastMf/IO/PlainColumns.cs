using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastMf.IO;

/// <summary>
/// Reads one column of many lines at a time. A number of up to eight characters fits one 64-bit word, the first
/// character in the lowest byte, and becomes a number with neither loop nor branch; whether all were numbers is looked
/// at once, at the end.
/// </summary>
/// <param name="buffer">Text, with <see cref="ColumnEnds.Padding"/> bytes behind it.</param>
/// <param name="ends">Where columns end in it, line after line; in front of them where the first one begins, less 1.</param>
/// <param name="columns">Columns a line.</param>
/// <param name="lines">Lines.</param>
internal readonly ref struct PlainColumns(byte[] buffer, int[] ends, int columns, int lines)
{
    private const int MaxLength = 8;
    private const ulong EachByte = 0x0101010101010101;

    /// <summary>Whether a column ends with the same byte in all lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    public bool EndsWith(int column, byte right)
    {
        ref byte text = ref MemoryMarshal.GetArrayDataReference(buffer);
        ref int end = ref EndsOf(column + 1);
        int wrong = 0;
        for (int line = 0; line < lines; line++)
        {
            wrong |= Unsafe.Add(ref text, end) ^ right;
            end = ref Unsafe.Add(ref end, columns);
        }
        return wrong == 0;
    }

    /// <summary>Whether a column is empty in all lines.</summary>
    public bool IsEmpty(int column)
    {
        ref int end = ref EndsOf(column);
        int wrong = 0;
        for (int line = 0; line < lines; line++)
        {
            wrong |= Unsafe.Add(ref end, 1) - end - 1;
            end = ref Unsafe.Add(ref end, columns);
        }
        return wrong == 0;
    }

    /// <summary>Reads ids; false where one is no integer in canonical form, or is not below a limit, a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    public bool TryReadIds(int column, uint limit, Span<int> ids)
    {
        Debug.Assert(ids.Length >= lines);
        ref byte text = ref MemoryMarshal.GetArrayDataReference(buffer);
        ref int end = ref EndsOf(column);
        ref int id = ref MemoryMarshal.GetReference(ids);
        uint all = 0;
        int lengths = 0;
        int leadingZeros = 0;
        ulong noDigits = 0;
        for (int line = 0; line < lines; line++)
        {
            int begin = end + 1;
            int length = Unsafe.Add(ref end, 1) - begin;
            end = ref Unsafe.Add(ref end, columns);
            ulong read = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, begin));
            leadingZeros |= (((byte)read - '0' - 1) >> 31) & (length - 1); // not 0 where a 0, or no digit, comes first of several
            lengths |= length - 1; // 0 to 7, or higher bits are set
            ulong digits = Digits(read, length);
            noDigits |= NoDigits(digits);
            uint value = Combine(digits);
            all |= value;
            Unsafe.Add(ref id, line) = (int)value;
        }
        return (noDigits & (0x80 * EachByte)) == 0 && (uint)lengths < MaxLength && leadingZeros == 0 && all < limit;
    }

    /// <summary>Reads ratings, or weights; false where one is not a finite number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    public bool TryReadNumbers(int column, KnownNumbers known, Span<float> values)
    {
        Debug.Assert(values.Length >= lines);
        ref byte text = ref MemoryMarshal.GetArrayDataReference(buffer);
        ref int end = ref EndsOf(column);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (int line = 0; line < lines; line++)
        {
            int begin = end + 1;
            int length = Unsafe.Add(ref end, 1) - begin;
            end = ref Unsafe.Add(ref end, columns);
            bool isShort = (uint)(length - 1) < KnownNumbers.MaxLength;
            ulong packed = KnownNumbers.Pack(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, begin)), length);
            if (!isShort || !known.TryFind(packed, out float number))
            {
                if (!NumberText.TryParse(buffer.AsSpan(begin, length), out number))
                    return false;
                if (isShort)
                    known.Keep(packed, number);
            }
            Unsafe.Add(ref value, line) = number;
        }
        return true;
    }

    /// <summary>Reads times; false where one is no whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    public bool TryReadTimes(int column, Span<long> times)
    {
        Debug.Assert(times.Length >= lines);
        ref byte text = ref MemoryMarshal.GetArrayDataReference(buffer);
        ref int end = ref EndsOf(column);
        for (int line = 0; line < lines; line++)
        {
            int begin = end + 1;
            int length = Unsafe.Add(ref end, 1) - begin;
            end = ref Unsafe.Add(ref end, columns);
            bool isLong = length > MaxLength; // seconds since 1970 have ten digits
            int last = isLong ? begin + length - MaxLength : begin;
            ulong high = Digits(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, begin)), length - MaxLength);
            ulong low = Digits(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, last)),
                Math.Min(length, MaxLength)
            );
            high = isLong ? high : 0;
            if ((uint)(length - 1) < 2 * MaxLength && ((NoDigits(high) | NoDigits(low)) & (0x80 * EachByte)) == 0)
                times[line] = (Combine(high) * 100_000_000L) + Combine(low);
            else if (!NumberText.TryParse(buffer.AsSpan(begin, length), out times[line]))
                return false;
        }
        return true;
    }

    /// <summary>Turns characters into digits, the last one in the highest byte, and what is in front of them into 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for each number of a file: measured
    private static ulong Digits(ulong characters, int length) => (characters ^ ('0' * EachByte)) << (64 - (8 * length));

    /// <summary>Sets the highest bit of each byte that is no digit; other bits may be any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for each number of a file: measured
    private static ulong NoDigits(ulong digits) => (digits + (0x76 * EachByte)) | digits;

    /// <summary>Makes pairs of digits, pairs of pairs, and the number; the last digit is in the highest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for each number of a file: measured
    private static uint Combine(ulong digits)
    {
        ulong pairs = ((digits * ((10 << 8) + 1)) >> 8) & 0x00FF00FF00FF00FF;
        ulong fours = ((pairs * ((100 << 16) + 1)) >> 16) & 0x0000FFFF0000FFFF;
        return (uint)((fours * ((10_000UL << 32) + 1)) >> 32);
    }

    private ref int EndsOf(int column) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ends), column);
}
