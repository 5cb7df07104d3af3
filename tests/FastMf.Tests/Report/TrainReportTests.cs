using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastMf.Cli.Report;
using FastMf.Tests.Cli;

namespace FastMf.Tests.Report;

/// <summary><c>train --report</c>: what the page holds, that it is the same each time, and that it is whole or not there.</summary>
public partial class TrainReportTests
{
    [Fact]
    public void The_page_has_the_numbers_of_the_history()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] call = ["train", ratings, "-o", folder["m"], "--epochs", "4", "--validation", "0.2", "--rank", "3"];
        JsonElement json = CliRun.Json([.. call, "--report", folder["r.html"]]);
        JsonElement charts = PageTests.Data(File.ReadAllText(folder["r.html"])).GetProperty("charts");
        string[] epochs = ["objective", "dataCost", "penalty", "trainRmse", "validationRmse", "userNorm", "itemNorm"];
        string[] names = ["objective", "data cost", "penalty", "train", "validation", "U (users)", "V (items)"];
        foreach ((string key, string name) in epochs.Zip(names))
            Assert.Equal(
                json.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty(key).GetDouble()),
                Series(charts, name).GetProperty("y").EnumerateArray().Select(value => value.GetDouble())
            );
        Assert.Equal(JsonValueKind.Null, Series(charts, "rate").GetProperty("y")[0].ValueKind);
        int best = json.GetProperty("validation").GetProperty("bestEpoch").GetInt32();
        Assert.Equal(best, charts[0].GetProperty("marks")[0].GetProperty("x").GetInt32());
    }

    [Fact]
    public void A_report_asks_for_the_objective_of_each_epoch_and_changes_no_byte_of_the_model()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun run = CliRun.Done("train", ratings, "-o", folder["m"], "--report", folder["r.html"]);
        Assert.Contains("objective", run.Error, StringComparison.Ordinal);
        CliRun.Done("train", ratings, "-o", folder["n"]);
        Assert.Equal(File.ReadAllBytes(folder["n"]), File.ReadAllBytes(folder["m"]));
    }

    [Fact]
    [Trait("Category", "Bits")]
    public void The_page_is_the_same_each_time_but_for_the_seconds()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string one = Train("1");
        Assert.Equal(one, Train("1"));
        Assert.Equal(one.Replace("--threads 1", "--threads 2"), Train("2"));

        string Train(string threads)
        {
            string[] outputs = ["-o", folder["m"], "--report", folder["r.html"]];
            CliRun.Done(["train", ratings, .. outputs, "--validation", "0.2", "--threads", threads]);
            string page = File.ReadAllText(folder["r.html"]);
            Assert.Single(Seconds().Matches(page));
            return Seconds().Replace(page, "");
        }
    }

    [Theory]
    [InlineData("gradient", "squared")]
    [InlineData("als", "squared")]
    [InlineData("sgd", "logistic")]
    public void Each_solver_and_loss_has_a_page(string solver, string loss)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        if (loss == "logistic")
            File.WriteAllText(ratings, File.ReadAllText(ratings).Replace("4.5", "1").Replace("1.5", "0"));
        string[] call = ["train", ratings, "-o", folder["m"], "--solver", solver, "--loss", loss, "--epochs", "3"];
        CliRun.Done([.. call, "--validation", "0.2", "--report", folder["r.html"]]);
        string page = File.ReadAllText(folder["r.html"]);
        string[] titles = [.. Titles().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];
        Assert.Contains("Objective J = data cost + penalty", titles);
        Assert.Equal(solver != "als", titles.Contains("Step size"));
        Assert.Contains(loss == "logistic" ? "Validation error" : "Training and validation error", titles);
        Assert.Contains($"<td>{solver}</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_on_the_page_is_the_call()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("it's mine.csv");
        CliRun.Done("train", ratings, "-o", folder["m"], "--report", folder["r.html"], "--epochs=0", "--quiet");
        string page = File.ReadAllText(folder["r.html"]);
        Match command = Command().Match(page);
        Assert.Equal(
            $"fastmf train '{ratings.Replace("'", "'\\''")}' -o {folder["m"]} --report {folder["r.html"]} --epochs 0 --quiet",
            WebUtility.HtmlDecode(command.Groups[1].Value)
        );
    }

    [Fact]
    public void Where_the_model_cannot_be_written_there_is_no_page()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string tooLong = folder[new string('m', 300)];
        CliRun run = CliRun.Refused(1, tooLong, "train", ratings, "-o", tooLong, "--report", folder["r.html"]);
        Assert.DoesNotContain("r.html", run.Error, StringComparison.Ordinal);
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Fact]
    public void Where_the_page_cannot_be_written_there_is_no_model()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string before = folder.Write("old.html", "old");
        Assert.Throws<OperationCanceledException>(() =>
            ReportFile.Write(before, () => Pages.With("a"), () => folder.Write("m", ""), new CancellationToken(true))
        );
        Assert.Equal("old", File.ReadAllText(before));
        Assert.Equal(["old.html", "ratings.csv"], folder.Files);
    }

    private static JsonElement Series(JsonElement charts, string name) =>
        charts
            .EnumerateArray()
            .SelectMany(chart => chart.GetProperty("series").EnumerateArray())
            .First(series => series.GetProperty("name").GetString() == name);

    [GeneratedRegex(@"[\d.]+ s on \d+ threads")]
    private static partial Regex Seconds();

    [GeneratedRegex("<figcaption>(.*?)</figcaption>")]
    private static partial Regex Titles();

    [GeneratedRegex("<pre><code>(.*?)</code>")]
    private static partial Regex Command();
}
