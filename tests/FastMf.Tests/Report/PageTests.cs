using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastMf.Cli.Report;

namespace FastMf.Tests.Report;

/// <summary>A page as a file: one file, everything escaped, tables beside charts.</summary>
public partial class PageTests
{
    [Fact]
    public void A_text_is_never_markup()
    {
        string hostile = Html(Pages.With(Pages.Hostile));
        string harmless = Html(Pages.With("harmless"));
        Assert.Equal(Tags().Matches(harmless).Select(m => m.Value), Tags().Matches(hostile).Select(m => m.Value));
        string found = Data(hostile).GetProperty("charts")[0].GetProperty("series")[0].GetProperty("name").GetString()!;
        Assert.Equal(Pages.Hostile, found);
    }

    [Fact]
    public void A_page_needs_no_other_file()
    {
        string html = Html(Pages.With("a"));
        Assert.DoesNotMatch("""<[^>]*\b(src|href|action|srcset|data)\s*=""", html);
        Assert.DoesNotMatch("""@import|url\(""", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chart_library_keeps_its_licence()
    {
        string html = Html(Pages.With("a"));
        Assert.Contains("Copyright (c) 2022 Leon Sorokin", html, StringComparison.Ordinal);
        Assert.Contains("THE SOFTWARE IS PROVIDED \"AS IS\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_data_a_page_is_small() =>
        Assert.InRange(PageWriter.Bytes(new("a", "b", [])).Length, 50_000, 100_000);

    [Fact]
    public void Each_chart_has_its_numbers_in_a_table()
    {
        Chart chart = new("T", "epoch", "y")
        {
            Series = [new("a", [0, 1, 2], [1.5, double.NaN, 1e7]), new("b", [1, 2], [0.25, 3], [0.5, 1])],
        };
        ReportTable table = ChartTable.Of(chart);
        Assert.Equal(["epoch", "a", "b"], table.Columns);
        string[][] rows =
        [
            ["0", "1.5", ""],
            ["1", "", "0.25 ± 0.5"],
            ["2", "10000000", "3 ± 1"],
        ];
        Assert.Equal(rows, table.Rows.Select(row => row.ToArray()));
        string html = Html(new("t", "l", [new("s") { Charts = [chart] }]));
        Assert.Contains(
            """<th scope="row" class="n">1</th><td class="n"></td><td>0.25 ± 0.5</td>""",
            html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Categories_name_the_rows_of_a_table()
    {
        Chart chart = new("T", "l2", "y") { Series = [new("a", [0, 1], [1, 2])], Categories = ["0.1", "0.2:0.3"] };
        Assert.Equal(["0.1", "0.2:0.3"], ChartTable.Of(chart).Rows.Select(row => row[0]));
    }

    [Fact]
    public void Long_series_are_thinned_and_lose_no_spike()
    {
        double[] x = [.. Enumerable.Range(0, 100_000).Select(k => (double)k)];
        double[] y =
        [
            .. x.Select(k =>
                k == 54_321 ? 100.0
                : k == 54_400 ? -100.0
                : Math.Sin(k / 500)
            ),
        ];
        Chart chart = new("T", "x", "y") { Series = [new("a", x, y)] };
        string html = Html(new("t", "l", [new("s") { Charts = [chart] }]));
        JsonElement series = Data(html).GetProperty("charts")[0].GetProperty("series")[0];
        double[] kept = [.. series.GetProperty("y").EnumerateArray().Select(value => value.GetDouble())];
        Assert.InRange(kept.Length, 1_000, Thinning.MaxPoints);
        Assert.Equal(100, kept.Max());
        Assert.Equal(-100, kept.Min());
        Assert.Equal(99_999, series.GetProperty("x").EnumerateArray().Last().GetDouble());
        Assert.InRange(Rows().Count(html), 100, 202);
        Assert.Contains("(one row of 500)", html, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2, 3], Thinning.Places([5, 6, 7, 8]));
    }

    [Fact]
    public void Charts_of_one_section_may_share_their_scale()
    {
        Chart low = new("T", "x", "y") { Series = [new("a", [0, 1], [1, 2])] };
        Chart high = new("T", "x", "y") { Series = [new("a", [0, 1], [10, double.PositiveInfinity])] };
        JsonElement charts = Data(Html(new("t", "l", [new("s") { Charts = [low, high], SameScale = true }])))
            .GetProperty("charts");
        foreach (JsonElement chart in charts.EnumerateArray())
            Assert.Equal([0.55, 10.45], chart.GetProperty("range").EnumerateArray().Select(v => v.GetDouble()));
        JsonElement own = Data(Html(new("t", "l", [new("s") { Charts = [low, high] }]))).GetProperty("charts")[0];
        Assert.False(own.TryGetProperty("range", out _));
    }

    [Fact]
    public void A_histogram_has_all_values_in_equal_bins()
    {
        Sample sample = new("a", [0f, 0f, 1f, 4f], 1);
        Chart chart = Distribution.Histogram("T", "x", sample, null);
        ChartSeries shares = Assert.Single(chart.Series);
        Assert.Equal(100, shares.Y.Sum(), 1e-9);
        Assert.Equal(50, shares.Y[0]);
        Assert.Equal((25.0, 0.0), (shares.Y[^2], shares.Y[^1]));
        Assert.Equal(4, shares.X[^1], 1e-9);
        string[] row = [.. Assert.Single(Distribution.Moments("T", sample).Rows)];
        Assert.Equal(["a", "4", "1.25", "1.63936", "0", "4", "50"], row);
        Assert.Equal(100, Distribution.Histogram("T", "x", new Sample("a", [2f, 2f], 1)).Series[0].Y.Sum(), 1e-9);
    }

    internal static string Html(ReportPage page) => Encoding.UTF8.GetString(PageWriter.Bytes(page));

    internal static JsonElement Data(string html) =>
        JsonDocument.Parse(Island().Match(html).Groups[1].Value).RootElement;

    [GeneratedRegex("<(/?[a-z0-9]+)")]
    private static partial Regex Tags();

    [GeneratedRegex("<tr>")]
    private static partial Regex Rows();

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Island();
}
