namespace FastMf.Cli.Report;

/// <summary>How the series of a chart are drawn.</summary>
internal enum ChartKind
{
    /// <summary>Lines with markers, each labelled at its end.</summary>
    Lines,

    /// <summary>Histograms: each value holds from its x to the next one.</summary>
    Steps,

    /// <summary>Points, with their error bars where there are any, joined by thin lines.</summary>
    Points,
}

/// <summary>A chart: series over one x axis.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XAxis">What x is.</param>
/// <param name="YAxis">What y is.</param>
internal sealed record Chart(string Title, string XAxis, string YAxis)
{
    /// <summary>The series, at least one. Each gets a colour, a dash and a marker of its own.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public ChartKind Kind { get; init; } = ChartKind.Lines;

    /// <summary>Names for x = 0, 1, 2 …, evenly spaced; null where x is a number.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Lines and points to be seen, such as the best epoch.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>The ends of the y axis; null to fit the values.</summary>
    public (double Low, double High)? YRange { get; init; }
}

/// <summary>One line of a chart. What is not finite is left out.</summary>
/// <param name="Name">A short name: it stands beside the line.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">As many.</param>
/// <param name="Error">Half the length of each error bar; null for none.</param>
internal sealed record ChartSeries(
    string Name,
    IReadOnlyList<double> X,
    IReadOnlyList<double> Y,
    IReadOnlyList<double>? Error = null
);

/// <summary>Something to point at: a point, or with one of the two coordinates a line across the chart.</summary>
/// <param name="X">Null for a line from left to right.</param>
/// <param name="Y">Null for a line from bottom to top.</param>
/// <param name="Label">What to write beside it.</param>
internal sealed record ChartMark(double? X, double? Y, string Label);
