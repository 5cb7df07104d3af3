using System.Globalization;

namespace FastMf.Live;

/// <summary>Reads records of a file one after the other, and says where they end.</summary>
internal sealed class EventReader
{
    private const int BlockBytes = 1 << 20; // several of the longest records

    private readonly FileStream _stream;
    private readonly byte[] _block = new byte[BlockBytes];
    private int _used;
    private int _filled;
    private bool _ended; // the file has no more than the block

    /// <summary>Begins where the stream is.</summary>
    public EventReader(FileStream stream)
    {
        _stream = stream;
        Position = stream.Position;
    }

    /// <summary>The place in the file behind the last record.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the file ends there.</summary>
    public bool AtEnd => Look().IsEmpty;

    /// <summary>Reads the next record; false where there is no whole one, also at the end of the file.</summary>
    public bool TryRead(out LiveEvent one, out long onDisk)
    {
        int bytes = EventRecord.Read(Look(), out one, out onDisk);
        Take(bytes);
        return bytes > 0;
    }

    /// <summary>
    /// Behind a place where no record can be read: the first whole one that the log must still have had, that is one that was
    /// written when the missing event was on the disk already, or when nobody kept account. A torn end has none.
    /// </summary>
    /// <param name="missing">The number of the event that is missing.</param>
    public LiveEvent? FindLater(long missing)
    {
        for (ReadOnlySpan<byte> rest = Look(); !rest.IsEmpty; rest = Look())
        {
            bool whole = EventRecord.Read(rest, out LiveEvent one, out long onDisk) > 0;
            if (whole && one.Sequence > missing && (onDisk < 0 || onDisk >= missing))
                return one;
            Take(1);
        }
        return null;
    }

    /// <summary>For messages.</summary>
    public static string At(long position) => string.Create(CultureInfo.InvariantCulture, $"at byte {position}");

    private void Take(int bytes)
    {
        _used += bytes;
        Position += bytes;
    }

    /// <summary>The next bytes, as many as the longest record has where the file has them.</summary>
    private ReadOnlySpan<byte> Look()
    {
        if (_filled - _used < EventRecord.MaxBytes && !_ended)
        {
            _block.AsSpan(_used, _filled - _used).CopyTo(_block);
            _filled -= _used;
            _used = 0;
            int free = _block.Length - _filled;
            int read = _stream.ReadAtLeast(_block.AsSpan(_filled), free, throwOnEndOfStream: false);
            _filled += read;
            _ended = read < free;
        }
        return _block.AsSpan(_used, _filled - _used);
    }
}
