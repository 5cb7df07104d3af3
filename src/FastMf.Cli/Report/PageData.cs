using System.Text;
using System.Text.Json;
using FastMf.Cli.Output;

namespace FastMf.Cli.Report;

/// <summary>The charts as JSON for the page's script.</summary>
internal static class PageData
{
    /// <summary>
    /// The JSON text. The writer's own escaping (&lt; &gt; &amp; and quotes as \uXXXX) keeps whatever a name holds from
    /// ending the script element that the text stands in.
    /// </summary>
    public static string Of(IEnumerable<ReportSection> sections)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("charts");
            foreach (ReportSection section in sections)
            {
                (double Low, double High)? shared = section.SameScale ? Range(section.Charts) : null;
                foreach (Chart chart in section.Charts)
                    WriteChart(json, chart, chart.YRange ?? shared);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteChart(Utf8JsonWriter json, Chart chart, (double Low, double High)? range)
    {
        json.WriteStartObject();
        json.WriteString("kind", chart.Kind.ToString().ToLowerInvariant());
        json.WriteString("x", chart.XAxis);
        json.WriteString("y", chart.YAxis);
        if (chart.Categories is { } categories)
        {
            json.WriteStartArray("categories");
            foreach (string category in categories)
                json.WriteStringValue(category);
            json.WriteEndArray();
        }
        if (range is { } ends)
            WriteNumbers(json, "range", [ends.Low, ends.High]);
        json.WriteStartArray("marks");
        foreach (ChartMark mark in chart.Marks)
        {
            json.WriteStartObject();
            json.WriteFinite("x", mark.X);
            json.WriteFinite("y", mark.Y);
            json.WriteString("label", mark.Label);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("series");
        foreach (ChartSeries series in chart.Series)
            WriteSeries(json, series);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSeries(Utf8JsonWriter json, ChartSeries series)
    {
        int[] places = Thinning.Places(series.Y);
        json.WriteStartObject();
        json.WriteString("name", series.Name);
        WriteNumbers(json, "x", places.Select(k => series.X[k]));
        WriteNumbers(json, "y", places.Select(k => series.Y[k]));
        if (series.Error is { } error)
            WriteNumbers(json, "error", places.Select(k => error[k]));
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    private static (double Low, double High)? Range(IEnumerable<Chart> charts)
    {
        double[] values = [.. charts.SelectMany(chart => chart.Series).SelectMany(Ends).Where(double.IsFinite)];
        if (values.Length == 0)
            return null;
        double margin = 0.05 * (values.Max() - values.Min());
        return margin > 0 ? (values.Min() - margin, values.Max() + margin) : null;
    }

    private static IEnumerable<double> Ends(ChartSeries series) =>
        series.Error is { } error
            ? series.Y.Zip(error, (y, e) => y - e).Concat(series.Y.Zip(error, (y, e) => y + e))
            : series.Y;
}
