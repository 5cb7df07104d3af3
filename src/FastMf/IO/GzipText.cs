using System.IO.Compression;

namespace FastMf.IO;

/// <summary>
/// What a gzip file holds, and an error where the file is cut off: <see cref="GZipStream"/> alone would take that for
/// the end. A seal is compressed and put behind the file; it comes out again, at the end, only if the file is whole.
/// </summary>
internal sealed class GzipText : ForwardStream
{
    private static readonly byte[] Seal = [.. "the file is whole"u8];

    private readonly GZipStream _gzip;
    private readonly byte[] _held = new byte[Seal.Length]; // the last bytes so far, which may be the seal
    private int _heldLength;

    /// <param name="source">The file; nothing but its first bytes was looked at.</param>
    public GzipText(SourceStream source)
    {
        using MemoryStream seal = new();
        using (GZipStream gzip = new(seal, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Seal);
        source.Append(seal.ToArray());
        _gzip = new GZipStream(source, CompressionMode.Decompress);
    }

    /// <summary>Reads into a buffer that has room for more than the seal.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(buffer.Length, Seal.Length, nameof(buffer));
        while (true)
        {
            _held.AsSpan(0, _heldLength).CopyTo(buffer);
            int count = _gzip.Read(buffer[_heldLength..]);
            if (count == 0)
                return _held.AsSpan(0, _heldLength).SequenceEqual(Seal)
                    ? 0
                    : throw new InvalidDataException("The file is cut off, or something else follows.");
            count += _heldLength;
            _heldLength = Math.Min(count, Seal.Length);
            count -= _heldLength;
            buffer.Slice(count, _heldLength).CopyTo(_held);
            if (count > 0)
                return count;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip.Dispose();
        base.Dispose(disposing);
    }
}
