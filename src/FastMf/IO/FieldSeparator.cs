using System.Runtime.CompilerServices;

namespace FastMf.IO;

/// <summary>What stands between two fields: one byte, two colons, or any run of spaces and tabs.</summary>
internal readonly struct FieldSeparator
{
    private readonly byte _byte; // 0 for two colons
    private readonly bool _blanks;

    /// <param name="text">"::", " " for blanks, or one ASCII character.</param>
    /// <exception cref="ArgumentException">Anything else.</exception>
    public FieldSeparator(string text)
    {
        Text = text;
        if (text == "::")
            return;
        if (
            text.Length != 1
            || !char.IsAscii(text[0])
            || char.IsAsciiLetterOrDigit(text[0])
            || "\"\r\n\0+-.".Contains(text[0])
        )
            throw new ArgumentException(
                $"'{text}' cannot separate columns; use a comma, a tab, ';', '::', a space (blanks) or another single sign.",
                nameof(text)
            );
        _byte = (byte)text[0];
        _blanks = text == " ";
    }

    /// <summary>The separator as text; a space for blanks.</summary>
    public string Text { get; }

    /// <summary>Whether any run of spaces and tabs separates.</summary>
    public bool IsBlanks => _blanks;

    /// <summary>What to call it in a message.</summary>
    public string Name =>
        _blanks ? "blanks"
        : Text == "\t" ? "a tab"
        : $"'{Text}'";

    /// <summary>Where the first separator begins, and how long it is; negative where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each field of a file: measured
    public int Find(ReadOnlySpan<byte> line, out int width)
    {
        width = 1;
        if (_byte != 0 && !_blanks)
            return line.IndexOf(_byte);
        return FindLong(line, out width);
    }

    private int FindLong(ReadOnlySpan<byte> line, out int width)
    {
        width = 2;
        if (!_blanks)
            return line.IndexOf("::"u8);
        int begin = line.IndexOfAny((byte)' ', (byte)'\t');
        if (begin < 0)
            return begin;
        int run = line[begin..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        width = run < 0 ? line.Length - begin : run;
        return begin;
    }
}
