using System.Text.RegularExpressions;

namespace FastMf.Tests.House;

/// <summary>The project's own text files.</summary>
internal static partial class Sources
{
    /// <summary>The files with one of the given extensions below a folder, without what a build leaves behind.</summary>
    public static IReadOnlyList<string> Below(string folder, params string[] extensions)
    {
        string root = Path.Combine(Repository.Root, folder);
        return
        [
            .. Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(file => extensions.Contains(Path.GetExtension(file)))
                .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
                .Where(file => !Leftovers().IsMatch(file))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The text of such a file.</summary>
    public static string Read(string file) => File.ReadAllText(FullName(file));

    /// <summary>Where it is on this machine.</summary>
    public static string FullName(string file) => Path.Combine(Repository.Root, file);

    [GeneratedRegex("(^|/)(bin|obj|node_modules|TestResults|artifacts)/")]
    private static partial Regex Leftovers();
}
