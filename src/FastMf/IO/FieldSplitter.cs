using System.Runtime.CompilerServices;

namespace FastMf.IO;

/// <summary>Where a field stands in its line.</summary>
internal readonly record struct Field(int Begin, int Length);

/// <summary>Cuts lines into fields.</summary>
internal static class FieldSplitter
{
    /// <summary>What <see cref="SplitQuoted"/> returns for a quote that does not end, or ends within its field.</summary>
    public const int BadQuote = -1;

    /// <summary>Cuts a line without quotes; blanks around a field do not belong to it.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="separator">What stands between the fields.</param>
    /// <param name="fields">Takes as many fields as fit.</param>
    /// <returns>How many fields the line has.</returns>
    public static int Split(ReadOnlySpan<byte> line, in FieldSeparator separator, Span<Field> fields)
    {
        int begin = 0;
        int end = line.Length;
        if (separator.IsBlanks)
            Trim(line, ref begin, ref end, tabs: true);
        line = line[..end];
        for (int count = 0; ; )
        {
            int length = separator.Find(line[begin..], out int width);
            end = length < 0 ? line.Length : begin + length;
            int next = end + width;
            if (count < fields.Length)
            {
                Trim(line, ref begin, ref end, tabs: false);
                fields[count] = new Field(begin, end - begin);
            }
            count++;
            if (length < 0)
                return count;
            begin = next;
        }
    }

    /// <summary>
    /// Cuts a line in which fields may be quoted. The fields' texts, without their quotes, go one after the other into
    /// <paramref name="text"/>, at least as long as the line; <paramref name="fields"/> says where.
    /// </summary>
    /// <returns>How many fields the line has, or <see cref="BadQuote"/>.</returns>
    public static int SplitQuoted(
        ReadOnlySpan<byte> line,
        in FieldSeparator separator,
        Span<byte> text,
        Span<Field> fields
    )
    {
        int written = 0;
        int position = 0;
        int lineEnd = line.Length;
        Trim(line, ref position, ref lineEnd, tabs: separator.IsBlanks);
        line = line[..lineEnd];
        for (int count = 0; ; )
        {
            int fieldBegin = written;
            int begin = position;
            int end = line.Length;
            Trim(line, ref begin, ref end, tabs: false);
            bool quoted = begin < end && line[begin] == '"';
            if (quoted && !Unquote(line, begin, text, ref written, out position))
                return BadQuote;
            int length = separator.Find(line[position..], out int width);
            end = length < 0 ? line.Length : position + length;
            if (quoted && line[position..end].IndexOfAnyExcept((byte)' ') >= 0)
                return BadQuote;
            if (!quoted)
            {
                begin = position;
                Trim(line, ref begin, ref end, tabs: false);
                line[begin..end].CopyTo(text[written..]);
                written += end - begin;
            }
            if (count < fields.Length)
                fields[count] = new Field(fieldBegin, written - fieldBegin);
            count++;
            if (length < 0)
                return count;
            position += length + width;
        }
    }

    /// <summary>Copies a quoted text; says whether its closing quote is there, and where the line goes on after it.</summary>
    private static bool Unquote(ReadOnlySpan<byte> line, int quote, Span<byte> text, ref int written, out int position)
    {
        position = quote + 1;
        while (true)
        {
            int length = line[position..].IndexOf((byte)'"');
            if (length < 0)
                return false;
            line.Slice(position, length).CopyTo(text[written..]);
            written += length;
            position += length + 1;
            if (position == line.Length || line[position] != '"')
                return true;
            text[written++] = (byte)'"';
            position++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each field of a file: measured
    private static void Trim(ReadOnlySpan<byte> line, ref int begin, ref int end, bool tabs)
    {
        while (begin < end && IsBlank(line[begin], tabs))
            begin++;
        while (begin < end && IsBlank(line[end - 1], tabs))
            end--;
    }

    private static bool IsBlank(byte character, bool tabs) => character == ' ' || (tabs && character == '\t');
}
