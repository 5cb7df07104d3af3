namespace FastMf.Tests.House;

/// <summary>docs/api.txt is the public surface of the library: a change of it is seen in review.</summary>
public class SurfaceTests
{
    private const string Update = "FASTMF_UPDATE_API";

    private static readonly string s_file = Path.Combine(Repository.Root, "docs", "api.txt");

    [Fact]
    public void TheSurfaceIsAsWritten()
    {
        string[] actual = PublicSurface.Of(typeof(FastMf.Data.Ratings).Assembly);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(s_file, string.Concat(actual.Select(line => line + "\n")));
        string[] written = File.ReadAllLines(s_file);
        string[] difference =
        [
            .. written.Except(actual).Select(line => "- " + line),
            .. actual.Except(written).Select(line => "+ " + line),
        ];
        Assert.True(
            actual.SequenceEqual(written),
            $"""
            The public surface is not what docs/api.txt says ({difference.Length} lines differ).
            If the change is intended, write the file anew and look at its diff:
                {Update}=1 dotnet test -c Release tests/FastMf.Tests --filter FullyQualifiedName~SurfaceTests
            {string.Join("\n", difference)}
            """
        );
    }

    [Fact]
    public void TheSurfaceIsReadAsCSharpWritesIt()
    {
        string[] actual = PublicSurface.Of(typeof(FastMf.Data.Ratings).Assembly);
        Assert.Contains("FastMf.Data.Ratings : sealed class", actual);
        Assert.Contains("FastMf.Data.Ratings.Values : ReadOnlySpan<float> { get; }", actual);
        Assert.Contains("FastMf.Penalties.Penalty.L2(float users, float items) : static Penalty", actual);
        Assert.Contains("FastMf.Training.TrainerOptions.Patience : int? { get; init; }", actual);
        Assert.Contains(
            actual,
            line => line.Contains("ObjectiveOptions? objective = default", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(actual, line => line.Contains("Simd", StringComparison.Ordinal));
        Assert.DoesNotContain(actual, line => line.Contains('$', StringComparison.Ordinal));
    }
}
