using System.Globalization;
using System.Text;

namespace FastMf.IO;

/// <summary>A text file as tokens between blanks, line by line, with the line's number for messages; needs little memory whatever the file.</summary>
internal sealed class TextTokens(Stream stream, string path)
{
    /// <summary>The longest token: a double in full has 24 digits.</summary>
    private const int MaxToken = 64;

    private readonly byte[] _block = new byte[1 << 16];
    private readonly byte[] _token = new byte[MaxToken];
    private int _used;
    private int _filled;

    /// <summary>The line of the next token, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The next token of this line; empty at its end.</summary>
    /// <exception cref="ModelFileException">The token is too long for a name or a number.</exception>
    public ReadOnlySpan<byte> Next()
    {
        int next = Peek();
        for (; next is ' ' or '\t' or '\r'; next = Peek())
            _used++;
        int length = 0;
        for (; next is not (-1 or ' ' or '\t' or '\r' or '\n'); next = Peek())
        {
            if (length == MaxToken)
                throw Wrong(
                    $"'{Encoding.Latin1.GetString(_token)}…'",
                    $"names and numbers of at most {MaxToken} characters"
                );
            _token[length++] = (byte)next;
            _used++;
        }
        return _token.AsSpan(0, length);
    }

    /// <summary>The next token of this line as text.</summary>
    public string NextText() => Encoding.Latin1.GetString(Next());

    /// <summary>The next token of this line, an integer within bounds.</summary>
    public int NextInteger(string name, int least, int most)
    {
        ReadOnlySpan<byte> token = Next();
        return
            int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value >= least
            && value <= most
            ? value
            : throw Wrong($"'{Encoding.Latin1.GetString(token)}'", $"{name}: an integer of {least} to {most}");
    }

    /// <summary>The next token of this line, a finite number.</summary>
    public float NextNumber(string name)
    {
        ReadOnlySpan<byte> token = Next();
        return
            float.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && float.IsFinite(value)
            ? value
            : throw Wrong($"'{Encoding.Latin1.GetString(token)}'", $"{name}: a finite number");
    }

    /// <summary>Goes to the next line.</summary>
    /// <exception cref="ModelFileException">Something is left in this one.</exception>
    public void EndLine()
    {
        ReadOnlySpan<byte> token = Next();
        if (!token.IsEmpty)
            throw Wrong($"'{Encoding.Latin1.GetString(token)}'", "the end of the line");
        if (Peek() < 0)
            return;
        _used++;
        Line++;
    }

    /// <summary>Verifies that only blanks and empty lines are left.</summary>
    /// <exception cref="ModelFileException">There is more.</exception>
    public void EndFile()
    {
        while (Peek() >= 0)
            EndLine();
    }

    /// <summary>The error of what stands in this line.</summary>
    public ModelFileException Wrong(string found, string expected) => new(path, $"{found} in line {Line}", expected);

    private int Peek()
    {
        if (_used == _filled)
        {
            _used = 0;
            _filled = stream.Read(_block);
        }
        return _filled == 0 ? -1 : _block[_used];
    }
}
