using System.Text.RegularExpressions;

namespace FastMf.Tests.House;

/// <summary>Which folder of the library may use which: the ```layers block of docs/architecture.md.</summary>
internal sealed partial class Layers
{
    private static readonly HashSet<string> s_types =
    [
        .. typeof(FastMf.Data.Ratings)
            .Assembly.GetTypes()
            .Select(type => $"{type.Namespace}.{type.Name.Split('`')[0]}"),
    ];

    private readonly Dictionary<string, string[]> _uses = [];

    private Layers() { }

    /// <summary>The folders, lowest first.</summary>
    public IReadOnlyCollection<string> Folders => _uses.Keys;

    /// <summary>Reads the block: a line a folder, "Name -> Used Used   what it is for".</summary>
    public static Layers Parse(string markdown)
    {
        Match block = Block().Match(markdown);
        Assert.True(block.Success, "There is no ```layers block.");
        Layers layers = new();
        foreach (string line in block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Match row = Row().Match(line);
            Assert.True(row.Success, $"Not a line of layers: '{line}'");
            string folder = row.Groups[1].Value;
            string[] used = row.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (string lower in used)
                Assert.True(layers._uses.ContainsKey(lower), $"{folder} -> {lower}: {lower} is not above {folder}.");
            layers._uses.Add(folder, used);
        }
        return layers;
    }

    /// <summary>What a file of a folder says against the layers.</summary>
    public IEnumerable<string> Violations(string folder, string code)
    {
        if (!_uses.TryGetValue(folder, out string[]? allowed))
            return [$"the folder {folder} is not in the layers block"];
        code = Comment().Replace(code, "");
        Match named = Namespace().Match(code);
        List<string> found = [];
        if (named.Groups[1].Value != $"FastMf.{folder}")
            found.Add($"namespace '{named.Groups[1].Value}' in folder {folder}");
        IEnumerable<string> qualified = Qualified().Matches(code).Select(match => match.Groups[1].Value);
        IEnumerable<string> relative = Relative()
            .Matches(code)
            .Where(match => s_types.Contains($"FastMf.{match.Value}"))
            .Select(match => match.Groups[1].Value);
        found.AddRange(
            qualified
                .Concat(relative)
                .Distinct()
                .Where(used => used != folder && !allowed.Contains(used))
                .Select(used => $"{folder} uses {used}")
        );
        return found;
    }

    [GeneratedRegex(@"```layers\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    // The names that may be used end at the first double blank; the rest of the line is a remark.
    [GeneratedRegex(@"^(\w+) +->((?: \w+)*)(?:\s{2,}.*|\s*)$")]
    private static partial Regex Row();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(?<!namespace )\bFastMf\.(\w+)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w*)\.[A-Z]\w*")]
    private static partial Regex Relative();
}
