using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace FastMf.Live;

/// <summary>
/// A file of the log: 24 bytes of header (name of the format, version, CRC-32C, number of the first event), then records of
/// consecutive numbers. Named after its first event.
/// </summary>
internal static class EventSegment
{
    private const int HeaderBytes = 24;
    private const int Version = 1;
    private const string Pattern = "events-*.log";

    private static ReadOnlySpan<byte> Magic => "FastMfEv"u8;

    /// <summary>The segments of a folder, by their first events.</summary>
    public static IReadOnlyList<(string Path, long First)> In(string folder)
    {
        List<(string Path, long First)> found = [];
        foreach (string path in Directory.GetFiles(folder, Pattern))
        {
            if (
                long.TryParse(
                    Path.GetFileName(path).AsSpan()[7..^4],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long first
                )
                && path == PathOf(folder, first)
            )
                found.Add((path, first));
        }
        found.Sort((x, y) => x.First.CompareTo(y.First));
        return found;
    }

    /// <summary>The name of a segment.</summary>
    public static string PathOf(string folder, long first) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events-{first:D20}.log"));

    /// <summary>Makes an empty segment that is on the disk, and opens it for appending.</summary>
    public static FileStream Create(string folder, long first)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        WriteHeader(header, first);
        FileStream stream = new(PathOf(folder, first), FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        stream.Write(header);
        stream.Flush(flushToDisk: true);
        return stream;
    }

    /// <summary>Opens a segment for appending, and cuts it first.</summary>
    public static FileStream Append(string path, long length)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read, 0);
        if (stream.Length != length)
        {
            stream.SetLength(length);
            stream.Flush(flushToDisk: true);
        }
        stream.Position = length;
        return stream;
    }

    /// <summary>
    /// Forces to the disk what a segment has, whoever wrote it. Not on Windows, where only a writer may: what is
    /// read there is as safe as the writer's policy says.
    /// </summary>
    public static void ForceToDisk(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Reads a segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="first">The number of its first event.</param>
    /// <param name="isLast">Whether it is the one that was written to: its end may be torn.</param>
    /// <param name="take">Takes each event.</param>
    /// <returns>The number of the last event, and the bytes up to its end; 0 of them where not even the header was written.</returns>
    /// <exception cref="EventFileException">It is damaged, and not only torn at the end.</exception>
    public static (long Last, long Bytes) Read(string path, long first, bool isLast, Action<LiveEvent> take)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        Span<byte> expected = stackalloc byte[HeaderBytes];
        WriteHeader(expected, first);
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read < HeaderBytes || !header.SequenceEqual(expected))
        {
            if (isLast && stream.Length <= HeaderBytes)
                return (first - 1, 0); // stopped while the file was made: no event is in it
            throw new EventFileException(path, "another header", $"that of a log of events of version {Version}");
        }
        EventReader reader = new(stream);
        long last = first - 1;
        while (!reader.AtEnd)
        {
            long at = reader.Position;
            bool whole = reader.TryRead(out LiveEvent one, out _);
            if (whole && one.Sequence == last + 1)
            {
                take(one);
                last++;
                continue;
            }
            string wanted = string.Create(CultureInfo.InvariantCulture, $"event {last + 1}");
            if (whole)
                throw new EventFileException(path, $"event {one.Sequence} {EventReader.At(at)}", wanted);
            if (!isLast)
                throw new EventFileException(path, $"damage {EventReader.At(at)}", wanted);
            if (reader.FindLater(last + 1) is { } later)
                throw new EventFileException(
                    path,
                    $"damage {EventReader.At(at)}, and event {later.Sequence} whole behind it",
                    $"{wanted}: this is no torn end; restore the file, or cut it to {at} bytes to give up what follows"
                );
            return (last, at);
        }
        return (last, reader.Position);
    }

    private static void WriteHeader(Span<byte> header, long first)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], first);
        uint checksum = EventRecord.Checksum(header[16..], EventRecord.Checksum(header[..12]));
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], checksum);
    }
}
