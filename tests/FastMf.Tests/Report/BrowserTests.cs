using FastMf.Cli.Report;
using FastMf.Tests.Cli;

namespace FastMf.Tests.Report;

/// <summary>Pages in a real browser: everything is drawn, nothing complains, light and dark.</summary>
[Trait("Category", "Browser")]
public class BrowserTests
{
    [BrowserFact]
    public async Task The_page_of_train_is_drawn_without_a_complaint()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("it's <b>'ratings' & more.csv");
        CliRun.Done(
            "train",
            ratings,
            "-o",
            folder["m"],
            "--validation",
            "0.2",
            "--report",
            folder["r.html"],
            "--quiet"
        );
        foreach (bool dark in (bool[])[false, true])
        {
            (string dom, string[] console) = await Browser.Open(folder["r.html"], dark);
            Assert.Empty(console);
            Assert.Contains("data-charts-drawn=\"6\"", dom, StringComparison.Ordinal);
            Assert.Contains("data-errors=\"0\"", dom, StringComparison.Ordinal);
            Assert.Contains($"data-theme=\"{(dark ? "dark" : "light")}\"", dom, StringComparison.Ordinal);
        }
    }

    [BrowserFact]
    public async Task The_pages_of_tune_and_demo_are_drawn_without_a_complaint()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] search = ["--l2", "0,0.1", "--rank", "1,2,3,4,5,6,7", "--folds", "2", "--epochs", "2"];
        CliRun.Done(["tune", ratings, "-o", folder["m"], .. search, "--report", folder["t.html"]]);
        CliRun.Done("demo", "-o", folder["m"], "--report", folder["d.html"]);
        foreach ((string page, int charts) in (ValueTuple<string, int>[])[("t.html", 2), ("d.html", 6)])
        {
            (string dom, string[] console) = await Browser.Open(folder[page]);
            Assert.Empty(console);
            Assert.Contains($"data-charts-drawn=\"{charts}\"", dom, StringComparison.Ordinal);
        }
    }

    [BrowserFact]
    public async Task Hostile_texts_are_shown_and_not_run()
    {
        using TemporaryFolder folder = new();
        (string dom, string[] console) = await Open(folder, Pages.With(Pages.Hostile));
        Assert.Empty(console);
        Assert.Contains("data-charts-drawn=\"4\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-errors=\"0\"", dom, StringComparison.Ordinal);
        Assert.Contains("&lt;/script&gt;", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_complaint_would_be_seen()
    {
        using TemporaryFolder folder = new();
        string page = folder.Write("p.html", "<script>console.error('seen');missing()</script>");
        Assert.Equal(2, (await Browser.Open(page)).Console.Length);
        string asking = PageTests.Html(Pages.With("a")).Replace("<main>", "<main><img src='http://localhost:9/x.png'>");
        Assert.Contains(
            "Content Security Policy",
            Assert.Single((await Browser.Open(folder.Write("q.html", asking))).Console),
            StringComparison.Ordinal
        );
    }

    [BrowserFact]
    public async Task Lines_are_seen_on_light_and_on_dark_paper()
    {
        using TemporaryFolder folder = new();
        string page = folder["p.html"];
        File.WriteAllBytes(page, PageWriter.Bytes(Pages.With("series")));
        Picture light = await Browser.Look(page, dark: false, 1000, 1400);
        Picture dark = await Browser.Look(page, dark: true, 1000, 1400);
        Assert.Equal((1000, 0xffffff), (light.Width, light[2, 1390]));
        Assert.Equal(0x161718, dark[2, 1390]);
        foreach (int colour in (int[])[0x0067a5, 0xb84a00])
            Assert.InRange(light.Count(colour), 300, 100_000);
        foreach (int colour in (int[])[0x56b4e9, 0xf0a04b])
            Assert.InRange(dark.Count(colour), 300, 100_000);
    }

    private static Task<(string Dom, string[] Console)> Open(TemporaryFolder folder, ReportPage page)
    {
        File.WriteAllBytes(folder["p.html"], PageWriter.Bytes(page));
        return Browser.Open(folder["p.html"]);
    }
}
