namespace FastMf.Models;

/// <summary>
/// Rounds rows of factors to fewer bits. What is rounded already stays as it is: rounding twice is rounding once.
/// </summary>
/// <remarks>
/// The scale of a row of bytes is its largest magnitude / 127, rounded up to 17 significant bits. So its product with any byte
/// is exact in float, and every reader, of ours or not, gets the same numbers.
/// </remarks>
internal static class RowRounding
{
    private const uint ScaleTail = 0x7F; // the 7 bits that 127 may add to a product
    private const uint SmallestNormal = 0x0080_0000; // below it floats have fewer bits, and a scale would not find itself again

    /// <summary>Rounds a row in place.</summary>
    public static void Round(Span<float> row, FactorPrecision precision)
    {
        if (precision == FactorPrecision.BFloat16)
        {
            foreach (ref float value in row)
                value = BitConverter.UInt32BitsToSingle((uint)UpperHalf(value) << 16);
        }
        else if (precision == FactorPrecision.Int8)
        {
            float scale = ScaleOf(row);
            foreach (ref float value in row)
                value = scale * CodeOf(value, scale);
        }
    }

    /// <summary>Whether rounding a row would change nothing.</summary>
    public static bool IsRounded(ReadOnlySpan<float> row, FactorPrecision precision)
    {
        float scale = precision == FactorPrecision.Int8 ? ScaleOf(row) : 0f;
        foreach (float value in row)
        {
            bool exact = precision switch
            {
                FactorPrecision.BFloat16 => (BitConverter.SingleToUInt32Bits(value) & 0xFFFF) == 0,
                FactorPrecision.Int8 => scale * CodeOf(value, scale) == value,
                _ => true,
            };
            if (!exact)
                return false;
        }
        return true;
    }

    /// <summary>The upper half of a finite float, rounded to nearest, ties to even; infinity where it is too large.</summary>
    public static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>What a byte of a row stands for: 2^-126 at least; infinite or too large for 127 times it where the row is too large.</summary>
    public static float ScaleOf(ReadOnlySpan<float> row)
    {
        float most = 0f;
        foreach (float value in row)
            most = Math.Max(most, Math.Abs(value));
        if (most == 0f)
            return 0f;
        uint bits = Math.Max(BitConverter.SingleToUInt32Bits(most / 127f), SmallestNormal);
        return BitConverter.UInt32BitsToSingle((bits + ScaleTail) & ~ScaleTail);
    }

    /// <summary>The byte of a number.</summary>
    public static sbyte CodeOf(float value, float scale) =>
        scale > 0f ? (sbyte)Math.Clamp(Math.Round((double)value / scale), -127, 127) : (sbyte)0;
}
