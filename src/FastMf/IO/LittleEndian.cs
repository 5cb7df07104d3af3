using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastMf.IO;

/// <summary>Numbers as the little-endian bytes of files, on any processor; where bytes must be swapped, in place.</summary>
internal static class LittleEndian
{
    /// <summary>The bytes to be written for these numbers.</summary>
    public static ReadOnlySpan<byte> BytesOf<T>(Span<T> values)
        where T : unmanaged
    {
        FromFile(values);
        return MemoryMarshal.AsBytes(values);
    }

    /// <summary>Makes numbers of what was read into them byte by byte.</summary>
    public static void FromFile<T>(Span<T> values)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == sizeof(long) && !BitConverter.IsLittleEndian)
        {
            Span<long> swapped = MemoryMarshal.Cast<T, long>(values);
            BinaryPrimitives.ReverseEndianness(swapped, swapped);
        }
        else if (Unsafe.SizeOf<T>() == sizeof(int))
            Swap(MemoryMarshal.Cast<T, int>(values));
        else if (Unsafe.SizeOf<T>() == sizeof(short) && !BitConverter.IsLittleEndian)
        {
            Span<short> swapped = MemoryMarshal.Cast<T, short>(values);
            BinaryPrimitives.ReverseEndianness(swapped, swapped);
        }
    }

    /// <summary>Whether <see cref="ToSingles"/> reads this type of safetensors files.</summary>
    public static bool IsFloat(string dtype) => dtype is "F32" or "F64" or "F16" or "BF16";

    /// <summary>Makes floats of bytes; F64 is rounded, the others are exact. Of I8, what a scale is still to be applied to.</summary>
    /// <param name="bytes">The numbers' bytes; changed where bytes must be swapped.</param>
    /// <param name="dtype">One of the <see cref="IsFloat"/> types, or I8.</param>
    /// <param name="values">Receives the numbers.</param>
    public static void ToSingles(Span<byte> bytes, string dtype, Span<float> values)
    {
        switch (dtype)
        {
            case "F32":
                Swap(MemoryMarshal.Cast<byte, int>(bytes));
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case "F64":
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
            case "F16":
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case "I8":
                for (int i = 0; i < values.Length; i++)
                    values[i] = (sbyte)bytes[i];
                break;
            default: // BF16: the upper half of a float
                for (int i = 0; i < values.Length; i++)
                    values[i] = BitConverter.Int32BitsToSingle(
                        BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) << 16
                    );
                break;
        }
    }

    private static void Swap(Span<int> values)
    {
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(values, values);
    }
}
