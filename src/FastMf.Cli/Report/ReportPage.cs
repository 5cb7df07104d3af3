namespace FastMf.Cli.Report;

/// <summary>A page: a title and sections. All texts are plain; writing the page escapes them.</summary>
/// <param name="Title">The heading, and the title of the window.</param>
/// <param name="Lead">What the page is about, in a sentence or two.</param>
/// <param name="Sections">From top to bottom.</param>
internal sealed record ReportPage(string Title, string Lead, IReadOnlyList<ReportSection> Sections);

/// <summary>A heading and what belongs to it, in the order of the properties.</summary>
/// <param name="Heading">The heading.</param>
internal sealed record ReportSection(string Heading)
{
    /// <summary>Paragraphs.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>A command to be copied.</summary>
    public string? Command { get; init; }

    /// <summary>Charts, side by side as far as the window is wide. The numbers of each are added as a table.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>Whether all charts have the same y axis, so that they can be compared at a glance.</summary>
    public bool SameScale { get; init; }

    /// <summary>Tables.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];
}

/// <summary>A table; the first cell of a row is its heading.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">As many cells each as there are headings.</param>
internal sealed record ReportTable(
    string Caption,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows
);
