using System.Text.RegularExpressions;
using FastMf.IO;

namespace FastMf.Hosting.Tests.Http;

/// <summary>Page, health and metrics.</summary>
public partial class LookTests
{
    [Fact]
    public async Task The_page_holds_a_browser_to_the_service_alone()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Served served = await Served.Start(folder["m"], prefix: "/api/films");
        using HttpResponseMessage response = await served.Client.GetAsync(new Uri("/", UriKind.Relative));
        string html = await response.Content.ReadAsStringAsync();
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("data-api=\"/api/films\"", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("style=|onclick=|<script>|https?://", html);
        foreach (Match file in Linked().Matches(html))
        {
            string path = file.Groups[1].Value;
            if (path == "data:,")
                continue;
            using HttpResponseMessage linked = await served.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(linked.IsSuccessStatusCode, path);
            Assert.DoesNotMatch("https?://|innerHTML|eval\\(", await linked.Content.ReadAsStringAsync());
        }
        foreach (Match label in Labels().Matches(html))
            Assert.Contains($"id=\"{label.Groups[1].Value}\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_503_without_a_model_and_names_no_file()
    {
        using TemporaryFolder folder = new();
        await using Served served = await Served.Start(folder["m"], options => options.StartWithoutModel = true);
        (int status, var json) = await served.Get("/recommend/health");
        Assert.Equal(503, status);
        Assert.Equal("Unhealthy", json.GetProperty("status").GetString());
        Assert.DoesNotContain(folder["m"], json.ToString(), StringComparison.Ordinal);
        Served.AssertProblem(await served.Get("/recommend?user=1"), 503, "No model");

        SmallModels.Biased(1).Save(folder["m"]);
        await Hosting.Hosted.Until(() => served.Handle.IsReady, "the model is there");
        Assert.Equal("Healthy", (await served.Get("/recommend/health")).Json.GetProperty("status").GetString());
        Assert.Equal(200, (await served.Get("/recommend?user=1")).Status);
    }

    [Fact]
    public async Task Metrics_are_as_Prometheus_reads_them()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Served served = await Served.Start(folder["m"]);
        for (int k = 0; k < 3; k++)
            await served.Get("/recommend?user=1");
        await served.Get("/recommend?user=none");
        await served.Get("/recommend/similar?item=10");
        await served.Handle.SwapAsync(SmallModels.Biased(2), "second");
        string text = await served.Client.GetStringAsync(new Uri("/recommend/metrics", UriKind.Relative));
        string[] lines = text.Split('\n');
        Assert.All(lines, line => Assert.Matches(PrometheusLine(), line));
        Assert.Contains("fastmf_requests_total{operation=\"recommend\"} 4", lines);
        Assert.Contains("fastmf_requests_total{operation=\"similar-items\"} 1", lines);
        Assert.Contains("fastmf_users_unknown_total{operation=\"recommend\"} 1", lines);
        Assert.Contains("fastmf_model_swaps_total 2", lines);
        Assert.Contains("fastmf_model_failures_total 0", lines);
        Assert.Contains("fastmf_request_duration_seconds_bucket{operation=\"recommend\",le=\"+Inf\"} 4", lines);
        Assert.Contains("fastmf_request_duration_seconds_count{operation=\"recommend\"} 4", lines);
        Assert.Contains(lines, line => line.StartsWith("fastmf_model_age_seconds ", StringComparison.Ordinal));
        long[] buckets =
        [
            .. lines
                .Where(line =>
                    line.StartsWith(
                        "fastmf_request_duration_seconds_bucket{operation=\"recommend\"",
                        StringComparison.Ordinal
                    )
                )
                .Select(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(buckets.Order(), buckets);
        Assert.Equal(20, buckets.Length);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"{]*)\"")]
    private static partial Regex Linked();

    [GeneratedRegex("(?:for|aria-labelledby)=\"([^\"]*)\"")]
    private static partial Regex Labels();

    [GeneratedRegex("""^(|# (HELP|TYPE) .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.E+-]+)$""")]
    private static partial Regex PrometheusLine();
}
