namespace FastMf.IO;

/// <summary>Whole lines of a file, each with its end.</summary>
internal sealed class Block
{
    /// <summary>The room for a block, and for a look behind its end.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(BlockReader.BlockSize + ColumnEnds.Padding);

    /// <summary>How much of it is filled.</summary>
    public int Length { get; set; }

    /// <summary>The lines.</summary>
    public ReadOnlySpan<byte> Text => Buffer.AsSpan(0, Length);

    /// <summary>How many there are.</summary>
    public int Lines { get; set; }
}

/// <summary>
/// Cuts a stream into blocks of whole lines. Of a line longer than <see cref="MaxLine"/> no more is kept than what
/// shows that it is: memory stays bounded whatever the file holds.
/// </summary>
internal sealed class BlockReader(Stream stream)
{
    /// <summary>The longest line that is read, in bytes.</summary>
    public const int MaxLine = 1 << 20;

    /// <summary>Room of a block, in bytes: two lines of the longest kind and more.</summary>
    public const int BlockSize = 1 << 21;

    /// <summary>Usual bytes of a block: they are still in the L2 cache when they are parsed.</summary>
    public const int UsualSize = 1 << 19;

    private const int MinRead = 1 << 12;

    private readonly byte[] _rest = new byte[MaxLine + 1]; // the begin of a line that the next block goes on with
    private int _restLength;
    private bool _dropping; // the rest of a line that is too long
    private bool _started;
    private bool _ended;

    /// <summary>
    /// Fills a block; false where nothing is left. The first one is filled to the brim: it shows how the file is laid out.
    /// </summary>
    public bool Fill(Block block)
    {
        int wanted = _started ? UsualSize : BlockSize;
        while (!_ended)
        {
            _rest.AsSpan(0, _restLength).CopyTo(block.Buffer);
            int length = _restLength;
            _restLength = 0;
            ReadInto(block.Buffer.AsSpan(0, wanted), ref length);
            int whole = _ended ? length : block.Buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            KeepRest(block.Buffer.AsSpan(whole..length));
            block.Length = whole;
            if (whole > 0)
            {
                EndLastLine(block);
                block.Lines = block.Text.Count((byte)'\n');
                return true;
            }
            wanted = BlockSize; // a long line
        }
        block.Length = 0;
        return false;
    }

    /// <summary>The last line of a file may lack its end.</summary>
    private static void EndLastLine(Block block)
    {
        if (block.Text[^1] != '\n')
            block.Buffer[block.Length++] = (byte)'\n';
    }

    private void ReadInto(Span<byte> buffer, ref int length)
    {
        while (buffer.Length - length >= MinRead && !_ended)
        {
            Span<byte> free = buffer[length..];
            int count = stream.Read(free);
            _ended = count == 0;
            if (!_started && !_ended)
                count = SkipByteOrderMark(free, count);
            if (_dropping)
                count = SkipToLineEnd(free, count);
            length += count;
        }
    }

    private int SkipByteOrderMark(Span<byte> first, int count)
    {
        _started = true;
        while (count < 3)
        {
            int more = stream.Read(first[count..]);
            if (more == 0)
                break;
            count += more;
        }
        if (!first[..count].StartsWith("\uFEFF"u8))
            return count;
        first[3..count].CopyTo(first);
        return count - 3;
    }

    private int SkipToLineEnd(Span<byte> free, int count)
    {
        int end = free[..count].IndexOf((byte)'\n');
        if (end < 0)
            return 0;
        _dropping = false;
        free[end..count].CopyTo(free);
        return count - end;
    }

    private void KeepRest(ReadOnlySpan<byte> rest)
    {
        _dropping |= rest.Length > MaxLine;
        _restLength = Math.Min(rest.Length, _rest.Length);
        rest[.._restLength].CopyTo(_rest);
    }
}
