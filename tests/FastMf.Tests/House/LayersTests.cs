namespace FastMf.Tests.House;

/// <summary>The library is built in layers, as docs/architecture.md draws them.</summary>
public class LayersTests
{
    private const string Library = "src/FastMf";

    private static readonly Layers s_layers = Layers.Parse(Sources.Read("docs/architecture.md"));

    private static readonly Layers s_example = Layers.Parse(
        """
        ```layers
        Simd    ->                  registers
        Kernels -> Simd             loops
        Data    -> Kernels Simd
        ```
        """
    );

    [Fact]
    public void FilesUseOnlyTheFoldersThatTheirsMayUse()
    {
        List<string> found = [];
        foreach (string file in Sources.Below(Library, ".cs"))
        {
            string folder = Path.GetRelativePath(Library, Path.GetDirectoryName(file)!);
            found.AddRange(s_layers.Violations(folder, Sources.Read(file)).Select(what => $"{file}: {what}"));
        }
        Assert.Empty(found);
    }

    [Fact]
    public void TheBlockListsTheFoldersThatThereAre() =>
        Assert.Equal(
            Sources.Below(Library, ".cs").Select(file => file.Split('/')[2]).Distinct().Order(StringComparer.Ordinal),
            s_layers.Folders.Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("Data", "using FastMf.Kernels;\nnamespace FastMf.Data;", 0)]
    [InlineData("Data", "namespace FastMf.Data;\nclass C { Ratings r; } // FastMf.Models is above", 0)]
    [InlineData("Kernels", "using FastMf.Data;\nnamespace FastMf.Kernels;", 1)]
    [InlineData("Kernels", "using static FastMf.Data.Ratings;\nnamespace FastMf.Kernels;", 1)]
    [InlineData("Kernels", "using R = FastMf.Data.Ratings;\nnamespace FastMf.Kernels;", 1)]
    [InlineData("Kernels", "namespace FastMf.Kernels;\nclass C { global::FastMf.Data.Ratings r; }", 1)]
    [InlineData("Kernels", "namespace FastMf.Kernels;\nclass C { Data.Ratings r; }", 1)]
    [InlineData("Kernels", "namespace FastMf.Data;", 1)]
    [InlineData("Cloud", "namespace FastMf.Cloud;", 1)]
    public void WhatIsAgainstTheLayersIsFound(string folder, string code, int violations) =>
        Assert.Equal(violations, s_example.Violations(folder, code).Count());

    [Fact]
    public void AnArrowMustPointUpTheList() =>
        Assert.ThrowsAny<Exception>(() => Layers.Parse("```layers\nA -> B\nB ->\n```"));
}
