namespace FastMf.Tests.IO;

/// <summary>A test on real ratings beside the repository; skipped, visibly, where they are absent.</summary>
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (!Directory.Exists(Folder))
            Skip = "There is no ../shared/data beside the repository.";
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "..", "shared", "data");
}
