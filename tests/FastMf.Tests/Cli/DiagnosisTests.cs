using System.Net;
using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>What <c>train</c> says about how a fit went: on standard error, in JSON and on the page.</summary>
public class DiagnosisTests
{
    /// <summary>Without a penalty, two noisy tastes are learned by heart.</summary>
    private static readonly string[] _overfitting =
    [
        "--l2",
        "0",
        "--rank",
        "16",
        "--epochs",
        "60",
        "--validation",
        "0.3",
        "--track",
    ];

    [Fact]
    public void Standard_error_has_the_finding_with_its_numbers_and_what_to_try_and_quiet_silences_it()
    {
        using TemporaryFolder folder = new();
        string[] call = ["train", Noisy(folder), "-o", folder["m"], .. _overfitting];
        CliRun loud = CliRun.Done(call);
        string line = Assert.Single(
            loud.Error.Split('\n'),
            line => line.StartsWith("overfitting: ", StringComparison.Ordinal)
        );
        JsonElement finding = Finding(CliRun.Json(call), "overfitting");
        Assert.Equal(
            $"overfitting: {finding.GetProperty("message").GetString()} {finding.GetProperty("try").GetString()}",
            line.TrimEnd()
        );
        Assert.DoesNotContain("overfitting", loud.Output, StringComparison.Ordinal);
        CliRun quiet = CliRun.Done([.. call, "--quiet"]);
        Assert.Equal("", quiet.Error);
        Assert.DoesNotContain("overfitting", quiet.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_numbers_of_the_history()
    {
        using TemporaryFolder folder = new();
        JsonElement json = CliRun.Json(["train", Noisy(folder), "-o", folder["m"], .. _overfitting, "--quiet"]);
        JsonElement finding = Finding(json, "overfitting");
        Assert.Contains("stronger penalty", finding.GetProperty("try").GetString(), StringComparison.Ordinal);
        JsonElement numbers = finding.GetProperty("numbers");
        JsonElement best = json.GetProperty("epochs")[
            json.GetProperty("validation").GetProperty("bestEpoch").GetInt32()
        ];
        JsonElement last = json.GetProperty("epochs").EnumerateArray().Last();
        Assert.Equal(best.GetProperty("epoch").GetDouble(), numbers.GetProperty("fromEpoch").GetDouble());
        Assert.Equal(best.GetProperty("validationRmse").GetDouble(), numbers.GetProperty("bestError").GetDouble());
        Assert.Equal(last.GetProperty("validationRmse").GetDouble(), numbers.GetProperty("lastError").GetDouble());
        Assert.Equal(last.GetProperty("dataCost").GetDouble(), numbers.GetProperty("dataCostTo").GetDouble());
    }

    [Fact]
    public void The_page_has_it_too()
    {
        using TemporaryFolder folder = new();
        string[] call = ["train", Noisy(folder), "-o", folder["m"], .. _overfitting, "--report", folder["r.html"]];
        JsonElement finding = Finding(CliRun.Json(call), "overfitting");
        string section = FindingsOf(folder["r.html"]);
        Assert.Contains(finding.GetProperty("message").GetString()!, section, StringComparison.Ordinal);
        Assert.Contains(finding.GetProperty("try").GetString()!, section, StringComparison.Ordinal);
        string from = finding.GetProperty("numbers").GetProperty("fromEpoch").GetRawText();
        Assert.Contains(
            $"<th scope=\"row\">fromEpoch</th><td class=\"n\">{from}</td>",
            section,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Nothing to note", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_found_it_says_so()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] call = ["train", ratings, "-o", folder["m"], "--rank", "4", "--report", folder["r.html"]];
        JsonElement json = CliRun.Json(call);
        Assert.Empty(json.GetProperty("diagnosis").EnumerateArray());
        Assert.Contains("<p>Nothing to note.</p>", FindingsOf(folder["r.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_that_diverged_ends_with_3_and_says_why_and_what_to_try_even_when_quiet()
    {
        using TemporaryFolder folder = new();
        string[] call = ["train", folder.WriteRatings("ratings.csv"), "-o", folder["m"], "--schedule", "constant"];
        CliRun rate = CliRun.Refused(3, "Training diverged in epoch", [.. call, "--learning-rate", "8", "--quiet"]);
        Assert.Contains("at learning rate 8", rate.Error, StringComparison.Ordinal);
        Assert.Contains("for example 2", rate.Error, StringComparison.Ordinal);
        string[] strong = ["--learning-rate", "0.05", "--l2", "45", "--json"];
        CliRun penalty = CliRun.Refused(3, "Training diverged in epoch", [.. call, .. strong]);
        Assert.Contains("2.25", penalty.Error, StringComparison.Ordinal); // rate times lambda
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    /// <summary>Ratings that follow tastes little and chance much.</summary>
    private static string Noisy(TemporaryFolder folder)
    {
        string[] size = ["--users", "100", "--items", "60", "--ratings", "1500", "--noise", "1.5"];
        CliRun.Done(["generate", folder["noisy.csv"], .. size]);
        return folder["noisy.csv"];
    }

    private static JsonElement Finding(JsonElement json, string kind) =>
        Assert.Single(json.GetProperty("diagnosis").EnumerateArray(), f => f.GetProperty("kind").GetString() == kind);

    private static string FindingsOf(string page)
    {
        string text = WebUtility.HtmlDecode(File.ReadAllText(page));
        int from = text.IndexOf("<h2>Findings</h2>", StringComparison.Ordinal);
        return text[from..text.IndexOf("</section>", from, StringComparison.Ordinal)];
    }
}
