using System.Runtime.CompilerServices;

namespace FastMf.Tests;

/// <summary>Where the tests find the sources they check.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
