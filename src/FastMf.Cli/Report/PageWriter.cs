using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using FastMf.Cli.Options;

namespace FastMf.Cli.Report;

/// <summary>A page as one HTML file that needs nothing else: style, scripts and data are inside.</summary>
internal static class PageWriter
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The version of this tool.</summary>
    public static string Version => typeof(PageWriter).Assembly.GetName().Version!.ToString(3);

    /// <summary>The page's bytes: UTF-8.</summary>
    public static byte[] Bytes(ReportPage page)
    {
        StringBuilder html = new();
        string rest = Resource("page.html");
        // One pass: a text that is put in is never searched for places to put texts in.
        for (
            int open = rest.IndexOf("{{", StringComparison.Ordinal);
            open >= 0;
            open = rest.IndexOf("{{", StringComparison.Ordinal)
        )
        {
            int close = rest.IndexOf("}}", open, StringComparison.Ordinal);
            html.Append(rest, 0, open).Append(Part(page, rest[(open + 2)..close]));
            rest = rest[(close + 2)..];
        }
        return Encoding.UTF8.GetBytes(html.Append(rest).ToString());
    }

    private static string Part(ReportPage page, string name) =>
        name switch
        {
            "title" => Escape(page.Title),
            "lead" => Escape(page.Lead),
            "version" => Escape(Version),
            "sections" => Sections(page.Sections),
            "data" => PageData.Of(page.Sections),
            _ => Resource(name),
        };

    private static string Sections(IEnumerable<ReportSection> sections)
    {
        StringBuilder html = new();
        foreach (ReportSection section in sections)
        {
            html.Append("<section>\n<h2>").Append(Escape(section.Heading)).Append("</h2>\n");
            foreach (string paragraph in section.Text)
                html.Append("<p>").Append(Escape(paragraph)).Append("</p>\n");
            if (section.Command is { } command)
                html.Append("<pre><code>").Append(Escape(command)).Append("</code></pre>\n");
            if (section.Charts.Count > 0)
                html.Append("<div class=\"charts\">\n");
            foreach (Chart chart in section.Charts)
                AddChart(html, chart);
            if (section.Charts.Count > 0)
                html.Append("</div>\n");
            foreach (ReportTable table in section.Tables)
                AddTable(html, table);
            html.Append("</section>\n");
        }
        return html.ToString();
    }

    /// <summary>The numbers come as a table below, so that a reader of the screen needs no more than the label.</summary>
    private static void AddChart(StringBuilder html, Chart chart)
    {
        string marks = chart.Marks.Count == 0 ? "" : $" Marked: {string.Join(", ", chart.Marks.Select(m => m.Label))}.";
        string label =
            $"Chart of {chart.YAxis} by {chart.XAxis}: {string.Join(", ", chart.Series.Select(s => s.Name))}.{marks} The table below has the numbers.";
        html.Append("<figure>\n<figcaption>").Append(Escape(chart.Title)).Append("</figcaption>\n");
        html.Append("<div class=\"plot\" role=\"img\" aria-label=\"").Append(Escape(label)).Append("\"></div>\n");
        html.Append("<details><summary>Numbers: ").Append(Escape(chart.Title)).Append("</summary>\n");
        AddTable(html, ChartTable.Of(chart));
        html.Append("</details>\n</figure>\n");
    }

    private static void AddTable(StringBuilder html, ReportTable table)
    {
        html.Append("<div class=\"table\"><table>\n<caption>")
            .Append(Escape(table.Caption))
            .Append("</caption>\n<thead>");
        string[] classes = [.. table.Columns.Select((_, k) => IsOfNumbers(table, k) ? " class=\"n\"" : "")];
        AddRow(table.Columns, "th scope=\"col\"", "th scope=\"col\"");
        html.Append("</thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
            AddRow(row, "th scope=\"row\"", "td");
        html.Append("</tbody></table></div>\n");

        void AddRow(IReadOnlyList<string> cells, string first, string others)
        {
            html.Append("<tr>");
            for (int k = 0; k < cells.Count; k++)
            {
                string tag = k == 0 ? first : others;
                html.Append('<').Append(tag).Append(classes[k]).Append('>').Append(Escape(cells[k]));
                html.Append("</").Append(tag.AsSpan(0, 2)).Append('>');
            }
            html.Append("</tr>\n");
        }
    }

    private static bool IsOfNumbers(ReportTable table, int column) =>
        table.Rows.Any(row => row[column].Length > 0)
        && table.Rows.All(row => row[column].Length == 0 || Numbers.TryParse(row[column], out double _));

    private static string Escape(string text) => _encoder.Encode(text);

    private static string Resource(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream("report/" + name)
            ?? throw new InvalidOperationException($"The tool lacks its own part {name}.");
        using StreamReader text = new(stream, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
