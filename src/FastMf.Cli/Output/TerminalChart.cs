using FastMf.Cli.Options;
using FastMf.Cli.Report;

namespace FastMf.Cli.Output;

/// <summary>A chart of lines as text.</summary>
internal static class TerminalChart
{
    private const int SmallestColumns = 16;
    private const int SmallestRows = 3;
    private const double Beyond = 1e300; // what a difference of could be infinite
    private const int OutsideRows = 3; // the title, the axis and its numbers

    /// <summary>
    /// The picture, a text a line, none longer than <paramref name="width"/>. Nothing where there is no room for it, or no
    /// line of three points or more. Where the first tenth of the lines is so far off that the rest would be flat, they
    /// begin beyond the picture, and the title says at what.
    /// </summary>
    /// <param name="chart">What to draw; of its marks, those on the x axis.</param>
    /// <param name="width">Characters a line.</param>
    /// <param name="height">How many lines.</param>
    /// <param name="charset">What to draw with.</param>
    public static IReadOnlyList<string> Lines(Chart chart, int width, int height, ChartCharset charset)
    {
        ChartSeries[] known = [.. chart.Series.Where(series => Points(series).Length > 0)];
        (double X, double Y)[][] lines = [.. known.Select(Points)];
        (double X, double Y)[] all = [.. lines.SelectMany(line => line)];
        int rows = height - OutsideRows;
        if (rows < SmallestRows || !lines.Any(line => line.Length > 2))
            return [];
        (double from, double to) = (all.Min(point => point.X), all.Max(point => point.X));
        (double low, double high) = chart.YRange ?? YRange(all, from, to);
        (double Value, string Text)[] yTicks = ChartTicks.Between(low, high, rows / 2);
        int left = yTicks.Max(tick => tick.Text.Length) + 2;
        string[] names = [.. known.Select((series, k) => $"{charset.Sample(k)} {series.Name}")];
        int widest = Numbers.Format($"{to:F0}").Length;
        int right = 2 + Math.Max(names.Max(name => name.Length), chart.XAxis.Length + widest / 2);
        int columns = width - left - right;
        if (columns < SmallestColumns)
            return [];

        DotCanvas canvas = new(columns, rows, charset);
        for (int k = 0; k < lines.Length; k++)
            canvas.Draw([.. lines[k].Select(point => (X(point.X), Y(point.Y)))], k);
        Dictionary<int, string> numbers = yTicks.ToDictionary(tick => Row(tick.Value), tick => tick.Text);
        string[] beside = Spread(names, [.. lines.Select(line => Math.Round(Y(line[^1].Y)) / charset.Rows)], rows);
        return
        [
            Cut(Title(chart, all, low, high, charset), width),
            .. Enumerable
                .Range(0, rows)
                .Select(row =>
                    (
                        numbers.GetValueOrDefault(row, "").PadLeft(left - 2)
                        + $" {(numbers.ContainsKey(row) ? charset.Axes.YTick : charset.Axes.Upright)}"
                        + $"{canvas.Row(row)}  {beside[row]}"
                    ).TrimEnd()
                ),
            .. XAxis(),
        ];

        double X(double value) => (value - from) / (to - from) * (canvas.Width - 1);
        double Y(double value) => (high - value) / (high - low) * (canvas.Height - 1);
        int Row(double value) => (int)Math.Clamp(Math.Round(Y(value)), 0, canvas.Height - 1) / charset.Rows;
        int Column(double value) => left + (int)Math.Round(X(value)) / charset.Columns;

        string[] XAxis()
        {
            char[] axis = (
                new string(' ', left - 1) + charset.Axes.Corner + new string(charset.Axes.Level, columns)
            ).ToCharArray();
            char[] below = new string(' ', width).ToCharArray();
            foreach (
                (double value, string text) in ChartTicks.Between(from, to, Math.Max(2, columns / (widest + 4)), 1)
            )
            {
                axis[Column(value)] = charset.Axes.XTick;
                text.CopyTo(below.AsSpan(Math.Max(Column(value) - text.Length / 2, 0)));
            }
            foreach (ChartMark mark in OnAxis(chart).Where(mark => mark.X >= from && mark.X <= to))
                axis[Column(mark.X!.Value)] = charset.Axes.Mark;
            return [new(axis), Cut($"{new string(below).TrimEnd()}  {chart.XAxis}", width)];
        }
    }

    private static (double X, double Y)[] Points(ChartSeries series) =>
        [.. series.X.Zip(series.Y).Where(point => Math.Abs(point.Second) < Beyond)]; // nor what is no number

    private static (double Low, double High) YRange((double X, double Y)[] all, double from, double to)
    {
        (double Low, double High) whole = Ends(all);
        (double Low, double High) later = Ends(all.Where(point => point.X >= from + 0.1 * (to - from)));
        double level = 1e-6 * Math.Max(Math.Abs(whole.Low), Math.Abs(whole.High));
        double range = later.High - later.Low;
        if (range > level && 2 * range < whole.High - whole.Low)
            return later;
        double margin = whole.High - whole.Low > level ? 0 : Math.Max(1e5 * level, 1e-3);
        return (whole.Low - margin, whole.High + margin);
    }

    private static (double Low, double High) Ends(IEnumerable<(double X, double Y)> points) =>
        (points.Min(point => point.Y), points.Max(point => point.Y));

    private static string Title(Chart chart, (double X, double Y)[] all, double low, double high, ChartCharset charset)
    {
        double start = all.MinBy(point => point.X).Y;
        string beyond = start < low || start > high ? Numbers.Format($"  (starts at {start:G3})") : "";
        IEnumerable<string> marks = OnAxis(chart).Select(mark => $"  {charset.Axes.Mark} {mark.Label}");
        return $"{chart.Title}: {chart.YAxis}{string.Concat(marks)}{beyond}";
    }

    private static IEnumerable<ChartMark> OnAxis(Chart chart) =>
        chart.Marks.Where(mark => mark is { X: not null, Y: null });

    /// <summary>Names near the rows where their lines end, no two in one row.</summary>
    private static string[] Spread(string[] names, double[] ends, int rows)
    {
        string[] beside = [.. Enumerable.Repeat("", rows)];
        int[] order = [.. Enumerable.Range(0, names.Length).OrderBy(k => ends[k]).Take(rows)];
        int next = 0;
        for (int place = 0; place < order.Length; place++)
        {
            int row = (int)Math.Clamp(ends[order[place]], next, rows - (order.Length - place));
            beside[row] = names[order[place]];
            next = row + 1;
        }
        return beside;
    }

    private static string Cut(string text, int width) => text.Length > width ? text[..width] : text;
}
