using System.Globalization;
using System.Text;

namespace FastMf.Data;

/// <summary>
/// A user's or an item's own id: a 64-bit integer or a text. A text that is the canonical decimal form of a 64-bit
/// integer ("42", "-7"; not "042", "+7") is the same id as that integer.
/// </summary>
public readonly struct Id : IEquatable<Id>
{
    private readonly string? _text;
    private readonly long _integer;

    /// <summary>An integer id.</summary>
    public Id(long integer) => _integer = integer;

    /// <summary>A text id, or an integer id where the text is canonical decimal.</summary>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public Id(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TryParseCanonical(text, out _integer))
            _text = text;
    }

    /// <summary>Whether this id is an integer.</summary>
    public bool IsInteger => _text is null;

    /// <summary>The integer.</summary>
    /// <exception cref="InvalidOperationException">The id is a text.</exception>
    public long Integer =>
        _text is null ? _integer : throw new InvalidOperationException($"The id '{_text}' is a text, not an integer.");

    /// <summary>An integer id.</summary>
    public static implicit operator Id(long integer) => new(integer);

    /// <summary>A text id, or an integer id where the text is canonical decimal.</summary>
    public static implicit operator Id(string text) => new(text);

    /// <summary>Whether both are the same integer or the same text.</summary>
    public static bool operator ==(Id x, Id y) => x.Equals(y);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Id x, Id y) => !x.Equals(y);

    /// <summary>The named form of the conversion from an integer.</summary>
    public static Id FromInt64(long integer) => new(integer);

    /// <summary>The named form of the conversion from a text.</summary>
    public static Id FromString(string text) => new(text);

    /// <inheritdoc/>
    public bool Equals(Id other) =>
        _integer == other._integer && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Id other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text?.GetHashCode(StringComparison.Ordinal) ?? _integer.GetHashCode();

    /// <summary>The text, or the integer in canonical decimal form.</summary>
    public override string ToString() => _text ?? _integer.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a 64-bit integer in canonical decimal form: no sign but a minus, no leading zeros, no "-0", no blanks.</summary>
    internal static bool TryParseCanonical(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        Span<byte> utf8 = stackalloc byte[20];
        return text.Length is > 0 and <= 20
            && Encoding.ASCII.TryGetBytes(text, utf8, out int length)
            && TryParseCanonical(utf8[..length], out value);
    }

    /// <summary>The same from UTF-8.</summary>
    internal static bool TryParseCanonical(ReadOnlySpan<byte> utf8, out long value)
    {
        value = 0;
        bool negative = utf8.Length > 1 && utf8[0] == '-';
        ReadOnlySpan<byte> digits = negative ? utf8[1..] : utf8;
        if (digits.Length is 0 or > 19 || (digits[0] == '0' && (digits.Length > 1 || negative)))
            return false;
        ulong magnitude = 0;
        foreach (byte digit in digits)
        {
            uint d = (uint)(digit - '0');
            if (d > 9)
                return false;
            magnitude = magnitude * 10 + d; // 19 digits stay below 2^64
        }
        if (magnitude > (negative ? 1UL << 63 : long.MaxValue))
            return false;
        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }
}
