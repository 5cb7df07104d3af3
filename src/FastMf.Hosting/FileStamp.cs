using Microsoft.Win32.SafeHandles;

namespace FastMf.Hosting;

/// <summary>
/// Tells one state of a file from another without reading all of it: time, length and the first bytes, which hold the
/// checksum of a model file. So a file is seen as new also where its time was set back to the old one's.
/// </summary>
internal readonly record struct FileStamp(DateTime WrittenAt, long Length, int Beginning)
{
    private const int BeginningBytes = 4096;

    /// <summary>The present state; null where there is no such file, or it cannot be read just now.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[BeginningBytes];
            int read = RandomAccess.Read(file, bytes, 0);
            HashCode hash = default;
            hash.AddBytes(bytes[..read]);
            return new(File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file), hash.ToHashCode());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
