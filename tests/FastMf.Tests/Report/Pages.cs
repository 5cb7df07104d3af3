using FastMf.Cli.Report;

namespace FastMf.Tests.Report;

/// <summary>Pages to test with.</summary>
internal static class Pages
{
    /// <summary>What would end the element that it stands in, if it were not escaped, and then run.</summary>
    public const string Hostile =
        "</script></title>\"'><img src=x onerror=console.error(1)><script>console.error(2)//{{data}}";

    /// <summary>Charts of all kinds with marks, categories and error bars; every text is the one given.</summary>
    public static ReportPage With(string text)
    {
        double[] x = [0, 1, 2, 3];
        ChartSeries series = new(text, x, [3, 2, double.NaN, 1]);
        ChartSeries second = new(text + "2", x, [1, 2, 3, 4]);
        ChartMark[] marks = [new(1, null, text), new(null, 2, text), new(1, 2, text)];
        Chart lines = new(text, text, text) { Series = [series, second], Marks = marks };
        ChartSeries points = new(text, [0, 1], [5, 6], [0.5, 0.25]);
        Chart[] charts =
        [
            lines,
            lines with
            {
                Kind = ChartKind.Steps,
            },
            new(text, text, text)
            {
                Kind = ChartKind.Points,
                Series = [points, series with { X = [0, 1], Y = [5.5, double.NaN] }],
                Categories = [text, text],
                Marks = marks,
            },
            new(text, text, text) { Series = [new(text, [0], [7])] }, // a fit of no epochs
        ];
        return new(
            text,
            text,
            [
                new(text)
                {
                    Text = [text],
                    Command = text,
                    Charts = charts,
                    SameScale = true,
                    Tables =
                    [
                        new(
                            text,
                            ["", text],
                            [
                                [text, text],
                            ]
                        ),
                    ],
                },
                new(text) { Text = [text] },
            ]
        );
    }
}
