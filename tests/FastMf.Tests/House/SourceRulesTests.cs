using System.Text.RegularExpressions;

namespace FastMf.Tests.House;

/// <summary>Rules of the house that a text search can check.</summary>
public class SourceRulesTests
{
    private const int MostLines = 299;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    public void NoFileIsTooLong(string folder) =>
        Assert.All(
            Sources.Below(folder, ".cs"),
            file => Assert.InRange(File.ReadLines(Sources.FullName(file)).Count(), 1, MostLines)
        );

    [Fact]
    public void OnlyOneFileAsksTheProcessor() =>
        Assert.Equal(["src/FastMf/Simd/SimdWidth.cs"], FilesWith("src", "IsSupported|IsHardwareAccelerated"));

    [Fact]
    public void OnlyOneFileStartsThreads() =>
        Assert.Equal(
            ["src/FastMf/Threads/WorkerTeam.cs"],
            FilesWith("src/FastMf", @"new Thread\b|ThreadPool|Task\.Run")
        );

    [Fact]
    public void NothingIsLeftForLater() =>
        Assert.Empty(FilesWith("src", @"\b(TO" + "DO|FIX" + "ME|HA" + @"CK|XX" + @"X)\b|NotImplemented" + "Exception"));

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    [InlineData("docs")]
    public void NothingNamesAPathOfSomeonesMachine(string folder) =>
        Assert.Empty(FilesWith(folder, @"(?<![\w.])/(home|root|wo" + "rk|Users|tmp/w" + @"t)/|\b[A-Z]:\\\\?\w"));

    private static IEnumerable<string> FilesWith(string folder, string pattern) =>
        Sources
            .Below(folder, ".cs", ".csproj", ".props", ".targets", ".md", ".json", ".txt", ".sh", ".py")
            .Where(file => Regex.IsMatch(Sources.Read(file), pattern));
}
