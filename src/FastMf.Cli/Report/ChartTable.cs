using FastMf.Cli.Options;

namespace FastMf.Cli.Report;

/// <summary>The numbers of a chart as a table: for those who cannot see it, and for those who want to copy them.</summary>
internal static class ChartTable
{
    private const int MaxRows = 200;

    /// <summary>One row an x, one column a series. Of very many rows only some are kept, as the caption then says.</summary>
    public static ReportTable Of(Chart chart)
    {
        double[] all = [.. chart.Series.SelectMany(series => series.X).Distinct().Order()];
        int step = (all.Length + MaxRows - 1) / MaxRows;
        IEnumerable<double> kept = all.Where((_, k) => k % step == 0 || k == all.Length - 1);
        Dictionary<double, string>[] columns = [.. chart.Series.Select(Cells)];
        string caption = step > 1 ? Numbers.Format($"{chart.Title} (one row of {step})") : chart.Title;
        return new(
            caption,
            [chart.XAxis, .. chart.Series.Select(series => series.Name)],
            [.. kept.Select(x => (string[])[XText(chart, x), .. columns.Select(c => c.GetValueOrDefault(x, ""))])]
        );
    }

    /// <summary>A number for people: six digits.</summary>
    public static string Text(double value) =>
        double.IsFinite(value)
            ? value.ToString(Math.Abs(value) is >= 1e6 and < 1e15 ? "F0" : "G6", Numbers.Culture)
            : "";

    private static Dictionary<double, string> Cells(ChartSeries series)
    {
        Dictionary<double, string> cells = [];
        for (int k = 0; k < series.X.Count; k++)
        {
            string error = series.Error is null ? "" : " ± " + Text(series.Error[k]);
            cells[series.X[k]] = double.IsFinite(series.Y[k]) ? Text(series.Y[k]) + error : "";
        }
        return cells;
    }

    private static string XText(Chart chart, double x) =>
        chart.Categories is { } names && x >= 0 && x < names.Count ? names[(int)x] : Text(x);
}
