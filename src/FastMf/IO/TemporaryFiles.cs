namespace FastMf.IO;

/// <summary>
/// Files that are written before they take their target's name: <c>TARGET.32-digits.tmp</c>, in the same folder. Who writes
/// one has it open alone, and the system ends that with the process, however it ends. So one that can be opened alone
/// before a write and again after it is nobody's any more: a process that was killed has left it.
/// </summary>
internal static class TemporaryFiles
{
    private const string Ending = ".tmp";
    private const int Digits = 32;
    private const int LongestName = 50; // of its target's: a name has at most 255 bytes, a character up to four

    /// <summary>Creates one and opens it alone.</summary>
    public static FileStream Create(string target, int bufferBytes)
    {
        string prefix = Path.Combine(Path.GetDirectoryName(target)!, Prefix(target));
        try
        {
            return Open();
        }
        catch (IOException) // somebody may have taken it for one that was left, between its birth and its lock
        {
            return Open();
        }

        FileStream Open() =>
            new(
                $"{prefix}{Guid.NewGuid():N}{Ending}",
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferBytes
            );
    }

    /// <summary>Those of a target that nobody has open now.</summary>
    /// <param name="target">The file that they were to become.</param>
    /// <param name="own">One that is open. Where it seems not to be, the file system knows no locks, and none is named.</param>
    public static IReadOnlyList<string> LeftOf(string target, string? own = null)
    {
        string prefix = Prefix(target);
        try
        {
            string[] left =
            [
                .. Directory
                    .EnumerateFiles(Path.GetDirectoryName(target)!)
                    .Where(path => IsOne(Path.GetFileName(path), prefix) && CanOpenAlone(path, FileOptions.None)),
            ];
            return own is null || !left.Contains(own) ? left : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a folder that may be written, not read: what is left there stays
        }
    }

    /// <summary>Deletes those that still nobody has open.</summary>
    public static void Delete(IReadOnlyList<string> left)
    {
        foreach (string path in left)
            CanOpenAlone(path, FileOptions.DeleteOnClose);
    }

    private static string Prefix(string target)
    {
        string name = Path.GetFileName(target);
        return (name.Length <= LongestName ? name : name[..LongestName]) + ".";
    }

    private static bool IsOne(string name, string prefix) =>
        name.Length == prefix.Length + Digits + Ending.Length
        && name.StartsWith(prefix, StringComparison.Ordinal)
        && name.EndsWith(Ending, StringComparison.Ordinal)
        && Guid.TryParseExact(name.AsSpan(prefix.Length, Digits), "N", out _);

    private static bool CanOpenAlone(string path, FileOptions options)
    {
        try
        {
            using FileStream alone = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, options);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
