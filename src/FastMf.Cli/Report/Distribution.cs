using FastMf.Cli.Options;

namespace FastMf.Cli.Report;

/// <summary>How numbers are distributed: a histogram of each sample over the same bins, and a table of their moments.</summary>
internal static class Distribution
{
    private const int Bins = 48;

    /// <summary>The share of each sample in each bin.</summary>
    public static Chart Histogram(string title, string what, params Sample?[] samples)
    {
        Sample[] given = [.. samples.OfType<Sample>()];
        double low = given.Min(sample => sample.Values.Min());
        double high = given.Max(sample => sample.Values.Max());
        double width = high > low ? (high - low) / Bins : 1;
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(k => low + k * width)];
        return new(title, what, "share (%)")
        {
            Kind = ChartKind.Steps,
            Series =
            [
                .. given.Select(sample => new ChartSeries(sample.Name, edges, Shares(sample.Values, low, width))),
            ],
        };
    }

    /// <summary>Mean, standard deviation, range and share of exact zeros.</summary>
    public static ReportTable Moments(string caption, params Sample?[] samples) =>
        new(
            caption,
            ["", "values", "mean", "standard deviation", "smallest", "largest", "zeros (%)"],
            [.. samples.OfType<Sample>().Select(Row)]
        );

    /// <summary>In percent; one more than there are bins, so that the last one has its right edge.</summary>
    private static double[] Shares(float[] values, double low, double width)
    {
        double[] shares = new double[Bins + 1];
        foreach (float value in values)
            shares[Math.Clamp((int)((value - low) / width), 0, Bins - 1)]++;
        for (int k = 0; k < Bins; k++)
            shares[k] *= 100.0 / values.Length;
        return shares;
    }

    private static string[] Row(Sample sample)
    {
        double mean = sample.Values.Average(value => (double)value);
        double variance = sample.Values.Average(value => (value - mean) * (value - mean));
        string count = Numbers.Format($"{sample.Values.Length}");
        return
        [
            sample.Name,
            sample.OneOf == 1 ? count : Numbers.Format($"{count} (one of {sample.OneOf})"),
            ChartTable.Text(mean),
            ChartTable.Text(Math.Sqrt(variance)),
            ChartTable.Text(sample.Values.Min()),
            ChartTable.Text(sample.Values.Max()),
            ChartTable.Text(100.0 * sample.Values.Count(value => value == 0f) / sample.Values.Length),
        ];
    }
}
