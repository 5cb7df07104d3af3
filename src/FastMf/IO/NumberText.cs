using System.Buffers;
using System.Globalization;

namespace FastMf.IO;

/// <summary>Numbers as they stand in files: digits with a decimal point, an exponent where wanted; always exactly rounded.</summary>
internal static class NumberText
{
    /// <summary>What <see cref="TryParse(ReadOnlySpan{byte}, out float)"/> reads, in words.</summary>
    public const string Expected = "a finite number such as 4 or 3.5";

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("0123456789.+-eE"u8);

    // Powers of ten are exact in single precision up to 10^10.
    private static ReadOnlySpan<float> PowersOfTen => [1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f];

    /// <summary>Reads a finite number in decimal notation; no "NaN", no "Infinity", no hexadecimal, no thousands.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        // Digits below 2^24 and a power of ten up to 10^10 are both exact, and so their quotient is correctly rounded.
        int i = text.Length > 0 && text[0] == '-' ? 1 : 0;
        int digits = 0;
        int point = -1;
        uint mantissa = 0;
        for (; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                digits++;
                if (mantissa >= 1 << 24)
                    return TryParseAny(text, out value);
            }
            else if (text[i] == '.' && point < 0)
                point = digits;
            else
                return TryParseAny(text, out value);
        }
        int decimals = point < 0 ? 0 : digits - point;
        if (digits == 0 || decimals >= PowersOfTen.Length)
            return TryParseAny(text, out value);
        value = mantissa / PowersOfTen[decimals];
        if (text[0] == '-')
            value = -value;
        return true;
    }

    /// <summary>Reads a 64-bit integer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value) =>
        Data.Id.TryParseCanonical(text, out value)
        || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryParseAny(ReadOnlySpan<byte> text, out float value)
    {
        value = 0;
        return !text.ContainsAnyExcept(Allowed)
            && float.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value
            )
            && float.IsFinite(value);
    }
}
