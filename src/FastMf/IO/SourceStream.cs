namespace FastMf.IO;

/// <summary>Reads from another stream, counts its bytes, and shows the first ones without taking them.</summary>
internal sealed class SourceStream(Stream inner) : Stream
{
    private readonly byte[] _first = new byte[2];
    private int _peeked;
    private int _given; // of the bytes that were peeked

    /// <summary>Bytes read from the other stream.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first two bytes, or fewer where there are no more. To be called before the first read.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        _peeked = inner.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false);
        BytesRead = _peeked;
        return _first.AsSpan(0, _peeked);
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(_peeked - _given, buffer.Length);
        if (count > 0)
        {
            _first.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
        count = inner.Read(buffer);
        BytesRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
