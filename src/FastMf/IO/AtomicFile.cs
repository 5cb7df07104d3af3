namespace FastMf.IO;

/// <summary>
/// Writes a file so that it is whole or not there: under a temporary name in the same folder, flushed to the disk,
/// then renamed over the old one, and the folder flushed, so that a power cut does not bring the old one back. Whatever goes
/// wrong, the old file stays as it was. What a process that was killed has left half-written, the next write to the same
/// file deletes.
/// </summary>
public static class AtomicFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file. Devices such as /dev/stdout are written to directly, and a link's target is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">
    /// Writes the content. An exception of its own deletes the temporary file and reaches the caller as it is, unless
    /// it is an <see cref="IOException"/>, which is wrapped into one that names the file.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    /// <exception cref="IOException">The file could not be written; the message says which and why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            string target = Path.GetFullPath(path);
            if (IsDevice(target))
                WriteAndFlush(new(target, FileMode.Open, FileAccess.Write, FileShare.None, BufferBytes), write);
            else
                Replace(FollowLink(target), write);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"Cannot write '{path}': {e.Message}", e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DirectoryNotFoundException($"Cannot write '{path}': {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new IOException($"Cannot write '{path}': {e.Message}", e);
        }
    }

    private static void Replace(string target, Action<Stream> write)
    {
        string folder = Path.GetDirectoryName(target) ?? target;
        if (File.Exists(folder))
            throw new DirectoryNotFoundException($"'{folder}' is a file, not a folder.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist.");
        if (Directory.Exists(target))
            throw new IOException("There is a folder of that name.");
        FileStream stream = TemporaryFiles.Create(target, BufferBytes);
        string temporary = stream.Name;
        IReadOnlyList<string> left = TemporaryFiles.LeftOf(target, temporary);
        try
        {
            WriteAndFlush(stream, write);
            File.Move(temporary, target, overwrite: true);
            FolderSync.Flush(folder);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
        finally
        {
            TemporaryFiles.Delete(left);
        }
    }

    private static void WriteAndFlush(FileStream stream, Action<Stream> write)
    {
        using FileStream opened = stream;
        write(opened);
        opened.Flush(flushToDisk: true);
    }

    private static string FollowLink(string target) =>
        new FileInfo(target).LinkTarget is null
            ? target
            : File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;

    /// <summary>A rename would put a plain file where the device was.</summary>
    private static bool IsDevice(string target) =>
        !OperatingSystem.IsWindows()
        && Path.GetDirectoryName(target) is "/dev" or "/dev/fd" or "/dev/pts"
        && File.Exists(target);

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell; what is left is a file with a name that nobody reads.
        }
    }
}
