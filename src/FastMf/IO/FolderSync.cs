using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastMf.IO;

/// <summary>
/// Flushes a folder to the disk, so that names which were given in it outlast a power cut. The framework opens no folders,
/// hence the one call of the system's own library here; the flush itself is the framework's. Windows needs no such thing: names are
/// in the journal of its file system.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0; // O_RDONLY, on every Unix

    /// <summary>Flushes a folder. Where that cannot be done nothing happens: what is in the files is on the disk already.</summary>
    /// <returns>Whether it was done.</returns>
    public static bool Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            using SafeFileHandle handle = new((nint)Open(folder, ReadOnly), ownsHandle: true);
            if (handle.IsInvalid)
                return false;
            RandomAccess.FlushToDisk(handle);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TypeLoadException) // no such library
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
