namespace FastMf.IO;

/// <summary>
/// Reads from another stream, counts its bytes, shows the first ones without taking them, and may add some at the end.
/// The other stream stays open.
/// </summary>
internal sealed class SourceStream(Stream inner) : ForwardStream
{
    private readonly byte[] _first = new byte[2];
    private ReadOnlyMemory<byte> _peeked; // not yet given
    private ReadOnlyMemory<byte> _appended; // likewise

    /// <summary>Bytes read from the other stream.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The first two bytes, or fewer where there are no more. To be called before the first read.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        int count = inner.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false);
        _peeked = _first.AsMemory(0, count);
        BytesRead = count;
        return _peeked.Span;
    }

    /// <summary>Adds bytes after the last of the other stream.</summary>
    public void Append(ReadOnlyMemory<byte> bytes) => _appended = bytes;

    public override int Read(Span<byte> buffer)
    {
        if (!_peeked.IsEmpty)
            return Give(ref _peeked, buffer);
        int count = inner.Read(buffer);
        BytesRead += count;
        return count > 0 ? count : Give(ref _appended, buffer);
    }

    private static int Give(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
    {
        int count = Math.Min(bytes.Length, buffer.Length);
        bytes.Span[..count].CopyTo(buffer);
        bytes = bytes[count..];
        return count;
    }
}
