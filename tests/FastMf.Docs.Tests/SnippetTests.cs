using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace FastMf.Docs.Tests;

/// <summary>What the documents say in C# is what <see cref="Snippets"/> runs, and what the README tells to type is what runs in CI.</summary>
public partial class SnippetTests
{
    private static readonly string _root = FindRoot();

    private static readonly string[] _documents =
    [
        "README.md",
        .. Directory
            .GetFiles(Path.Combine(_root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root, file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of the second are of code inside the project, which this one cannot see.</summary>
    private static readonly string[] _folders = ["tests/FastMf.Docs.Tests", "tests/FastMf.Tests/Examples"];

    public static TheoryData<string> Documents => [.. _documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_snippet_of_a_document_is_a_region_of_a_test(string document)
    {
        HashSet<string> regions = [.. Regions()];
        foreach (string snippet in SnippetsOf(document))
            Assert.True(regions.Contains(snippet), $"{document} has a snippet that no test runs:\n{snippet}");
    }

    [Fact]
    public void Every_region_is_in_a_document()
    {
        HashSet<string> snippets = [.. _documents.SelectMany(SnippetsOf)];
        Assert.NotEmpty(snippets);
        Assert.All(Regions(), region => Assert.Contains(region, snippets));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_of_a_document_leads_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(_root, document))!;
        foreach (Match match in Link().Matches(Block().Replace(Read(document), "")))
        {
            string target = match.Groups["target"].Value;
            if (!target.Contains("://", StringComparison.Ordinal))
                Assert.True(
                    Path.Exists(Path.Combine(folder, target)),
                    $"{document} links to {target}, which is not there."
                );
        }
    }

    [Fact]
    public void The_readme_begins_with_two_commands_and_ci_runs_them()
    {
        string readme = Read("README.md");
        string first = Block().Match(readme).Groups["body"].Value;
        string[] commands = first.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["dotnet run -c Release --project src/FastMf.Cli -- demo", "dotnet test -c Release"], commands);
        string[] ci = [.. Read(".ci/run").Split('\n').Select(line => line.TrimEnd())];
        Assert.Contains(ci, line => line.EndsWith(" " + commands[1], StringComparison.Ordinal));
        Assert.Contains(ci, line => line.Contains("-- demo", StringComparison.Ordinal));
    }

    /// <summary>The lines of a document's blocks that are in no language: what a reader types, and what comes of it.</summary>
    internal static IEnumerable<string> TypedLinesOf(string document) =>
        Block()
            .Matches(Read(document))
            .Where(m => m.Groups["language"].Value.Length == 0)
            .SelectMany(m => m.Groups["body"].Value.Split('\n'));

    private static IEnumerable<string> SnippetsOf(string document) =>
        Block()
            .Matches(Read(document))
            .Where(m => m.Groups["language"].Value == "csharp")
            .Select(m => m.Groups["body"].Value.TrimEnd());

    private static IEnumerable<string> Regions()
    {
        foreach (string file in _folders.SelectMany(folder => Directory.GetFiles(Path.Combine(_root, folder), "*.cs")))
        {
            foreach (Match match in Region().Matches(File.ReadAllText(file)))
            {
                string indent = match.Groups["indent"].Value;
                string[] lines = match.Groups["body"].Value.TrimEnd().Split('\n');
                yield return string.Join(
                    '\n',
                    lines.Select(line =>
                        line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line
                    )
                );
            }
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(_root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<body>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"^(?<indent> *)#region snippet\n(?<body>.*?)^ *#endregion",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Region();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)")]
    private static partial Regex Link();

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
