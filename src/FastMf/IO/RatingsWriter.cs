using System.Globalization;
using System.Text;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// Writes ratings as text that <see cref="RatingsReader"/> reads back to the same ratings: a header, commas, numbers in
/// their shortest form that reads back exactly, ids in quotes where they need them.
/// </summary>
public static class RatingsWriter
{
    /// <summary>Writes a file: whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="ratings">The ratings; times and weights are written where there are any.</param>
    /// <exception cref="ArgumentException">An id is empty or holds a line end, which a line cannot.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static void Write(string path, Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        AtomicFile.Write(path, stream => Write(stream, ratings));
    }

    /// <summary>Writes to a stream and leaves it open.</summary>
    /// <inheritdoc cref="Write(string, Ratings)"/>
    public static void Write(Stream stream, Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(ratings);
        byte[][] users = Quote(ratings.Users);
        byte[][] items = Quote(ratings.Items);
        ReadOnlySpan<long> times = ratings.Times;
        ReadOnlySpan<float> weights = ratings.Weights;
        string header = $"user,item,rating{(times.IsEmpty ? "" : ",time")}{(weights.IsEmpty ? "" : ",weight")}\n";
        TextBuffer text = new(stream);
        text.Write(Encoding.ASCII.GetBytes(header));
        for (int i = 0; i < ratings.Count; i++)
        {
            text.Write(users[ratings.UserRows[i]]);
            text.Write(","u8);
            text.Write(items[ratings.ItemRows[i]]);
            text.Write(","u8);
            text.Write(ratings.Values[i]);
            if (!times.IsEmpty)
            {
                text.Write(","u8);
                text.Write(times[i]);
            }
            if (!weights.IsEmpty)
            {
                text.Write(","u8);
                text.Write(weights[i]);
            }
            text.Write("\n"u8);
        }
        text.Flush();
    }

    /// <summary>The ids as they stand in the file, by row.</summary>
    private static byte[][] Quote(IdMap ids)
    {
        byte[][] texts = new byte[ids.Count][];
        for (int row = 0; row < texts.Length; row++)
            texts[row] = Encoding.UTF8.GetBytes(Quote(ids[row].ToString()));
        return texts;
    }

    private static string Quote(string id)
    {
        if (id.Length == 0 || id.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException(
                $"The id '{id}' is empty or holds a line end and cannot stand in a line.",
                nameof(id)
            );
        bool plain = !id.AsSpan().ContainsAny(',', '"') && id[0] != ' ' && id[^1] != ' ';
        return plain ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Gathers small pieces into large writes.</summary>
    private sealed class TextBuffer(Stream stream)
    {
        private readonly byte[] _buffer = new byte[1 << 16];
        private int _length;

        public void Write(ReadOnlySpan<byte> text)
        {
            if (text.Length > _buffer.Length - _length)
                Flush();
            if (text.Length > _buffer.Length)
            {
                stream.Write(text);
                return;
            }
            text.CopyTo(_buffer.AsSpan(_length));
            _length += text.Length;
        }

        public void Write<T>(T number)
            where T : IUtf8SpanFormattable
        {
            Span<byte> text = stackalloc byte[32];
            number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
            Write(text[..length]);
        }

        public void Flush()
        {
            stream.Write(_buffer, 0, _length);
            _length = 0;
        }
    }
}
