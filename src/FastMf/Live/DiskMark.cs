using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace FastMf.Live;

/// <summary>
/// How far the log is known to be on the disk, in a file of its own: 24 bytes (name of the format, number of the event,
/// version, CRC-32C), written anew at the same place after the log was forced to the disk, and never before. So it may lag
/// behind, but what it names was there; where the log lacks it, something was lost. It tells a damaged last event
/// from one that was never written to its end.
/// </summary>
internal sealed class DiskMark : IDisposable
{
    private const string FileName = "on-disk";
    private const int Bytes = 24;
    private const int Version = 1;

    private readonly SafeFileHandle _file;

    /// <summary>Opens a folder's mark, or makes one.</summary>
    public DiskMark(string folder)
    {
        _file = File.OpenHandle(PathOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Last = Read(_file);
    }

    /// <summary>The last event that is known to be on the disk; 0 where nothing is known.</summary>
    public long Last { get; private set; }

    /// <summary>The file.</summary>
    public static string PathOf(string folder) => Path.Combine(folder, FileName);

    /// <summary>What a folder's mark names, which another process may be writing; 0 where nothing is known.</summary>
    public static long LastOf(string folder)
    {
        string path = PathOf(folder);
        if (!File.Exists(path))
            return 0;
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        return Read(file);
    }

    /// <summary>Names a later event, which is on the disk. Does not wait for the disk itself: an older mark does no harm.</summary>
    public void Advance(long last)
    {
        if (last <= Last)
            return;
        Span<byte> bytes = stackalloc byte[Bytes];
        Fill(bytes, last);
        RandomAccess.Write(_file, bytes, 0);
        Last = last;
    }

    public void Dispose() => _file.Dispose();

    private static long Read(SafeFileHandle file)
    {
        Span<byte> found = stackalloc byte[Bytes];
        Span<byte> expected = stackalloc byte[Bytes];
        int read = RandomAccess.Read(file, found, 0);
        long last = BinaryPrimitives.ReadInt64LittleEndian(found[8..]);
        Fill(expected, last);
        return read == Bytes && last >= 0 && found.SequenceEqual(expected) ? last : 0;
    }

    private static void Fill(Span<byte> bytes, long last)
    {
        "FastMfOn"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], last);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], EventRecord.Checksum(bytes[..20]));
    }
}
