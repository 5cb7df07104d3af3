using System.Buffers;
using System.Buffers.Binary;
using FastMf.IO;

namespace FastMf.Live;

/// <summary>
/// The compacted history: the last event of each pair, by ascending number, in one file that is replaced as a whole. 32 bytes
/// of header (name of the format, version, CRC-32C, the last event up to which it stands for the log, how many events it
/// has), then records.
/// </summary>
internal static class EventHistory
{
    private const string FileName = "history.events";
    private const int HeaderBytes = 32;
    private const int Version = 1;
    private const int BlockBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => "FastMfHi"u8;

    /// <summary>Reads a folder's history.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="take">Takes each event.</param>
    /// <returns>The last event up to which it stands for the log; 0 where there is none.</returns>
    /// <exception cref="EventFileException">It is not as it was written.</exception>
    public static long Read(string folder, Action<LiveEvent> take)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return 0;
        using FileStream stream = Open(path);
        (long last, long count) = ReadHeader(stream, path);
        EventReader reader = new(stream);
        long before = 0;
        for (long k = 0; k < count; k++)
        {
            string at = EventReader.At(reader.Position);
            if (!reader.TryRead(out LiveEvent one, out _))
                throw new EventFileException(path, $"damage {at}", FormattableString.Invariant($"{count} events"));
            if (one.Sequence <= before)
                throw new EventFileException(
                    path,
                    $"an event {at} that is not after the one before",
                    "ascending numbers"
                );
            before = one.Sequence;
            take(one);
        }
        if (!reader.AtEnd)
            throw new EventFileException(path, $"more {EventReader.At(reader.Position)}", "the end of the file");
        return last;
    }

    /// <summary>The last event up to which a folder's history stands for the log; 0 where there is none.</summary>
    /// <exception cref="EventFileException">Its header is not as it was written.</exception>
    public static long LastOf(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return 0;
        using FileStream stream = Open(path);
        return ReadHeader(stream, path).Last;
    }

    /// <summary>Deletes what a crash left of histories that were being written; only while nobody else has the folder.</summary>
    public static void DeleteUnfinished(string folder) =>
        TemporaryFiles.Delete(TemporaryFiles.LeftOf(Path.Combine(folder, FileName)));

    /// <summary>Writes a folder's history.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="last">The last event up to which it stands for the log.</param>
    /// <param name="events">The last event of each pair, ascending; later ones than that may be among them.</param>
    /// <param name="sync">Forces the log to the disk: the history must not be ahead of it.</param>
    /// <param name="cancellationToken">Ends the writing; the old file stays.</param>
    public static void Write(
        string folder,
        long last,
        IReadOnlyCollection<LiveEvent> events,
        Action sync,
        CancellationToken cancellationToken
    ) =>
        AtomicFile.Write(
            Path.Combine(folder, FileName),
            stream =>
            {
                Span<byte> header = stackalloc byte[HeaderBytes];
                WriteHeader(header, last, events.Count);
                stream.Write(header);
                ArrayBufferWriter<byte> block = new(BlockBytes + EventRecord.MaxBytes);
                foreach (LiveEvent one in events)
                {
                    EventRecord.Write(block, one, one.Sequence);
                    if (block.WrittenCount < BlockBytes)
                        continue;
                    cancellationToken.ThrowIfCancellationRequested();
                    stream.Write(block.WrittenSpan);
                    block.ResetWrittenCount();
                }
                stream.Write(block.WrittenSpan);
                sync();
            }
        );

    /// <summary>To be read, while another process may put a new one in its place.</summary>
    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);

    private static (long Last, long Count) ReadHeader(FileStream stream, string path)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        long last = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        long count = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        Span<byte> expected = stackalloc byte[HeaderBytes];
        WriteHeader(expected, last, count);
        if (read < HeaderBytes || !header.SequenceEqual(expected) || last < 0 || count < 0)
            throw new EventFileException(path, "another header", $"that of a history of version {Version}");
        return (last, count);
    }

    private static void WriteHeader(Span<byte> header, long last, long count)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], last);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], count);
        uint checksum = EventRecord.Checksum(header[16..], EventRecord.Checksum(header[..12]));
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], checksum);
    }
}
