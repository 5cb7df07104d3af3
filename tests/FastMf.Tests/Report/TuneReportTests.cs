using System.Globalization;
using System.Text.Json;
using FastMf.Tests.Cli;

namespace FastMf.Tests.Report;

/// <summary><c>tune --report</c> and <c>demo --report</c>.</summary>
public class TuneReportTests
{
    [Fact]
    public void The_page_of_tune_has_all_candidates_and_marks_the_choices()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] search = ["--l2", "2,0.01,0.05:0.1", "--rank", "2,4,8", "--folds", "3", "--epochs", "8"];
        JsonElement json = CliRun.Json(["tune", ratings, "-o", folder["m"], .. search, "--report", folder["r.html"]]);
        string page = File.ReadAllText(folder["r.html"]);
        JsonElement charts = PageTests.Data(page).GetProperty("charts");
        Assert.Equal(2, charts.GetArrayLength());
        Assert.Equal(["0.01", "0.05:0.1", "2"], Texts(charts[0].GetProperty("categories")));
        Assert.Equal(["2", "4", "8"], Texts(charts[1].GetProperty("categories")));
        JsonElement best = json.GetProperty("best");
        double rmse = best.GetProperty("rmse").GetDouble();
        foreach (JsonElement chart in charts.EnumerateArray())
        {
            JsonElement[] marks = [.. chart.GetProperty("marks").EnumerateArray()];
            Assert.Equal(rmse + best.GetProperty("standardError").GetDouble(), marks[0].GetProperty("y").GetDouble());
            Assert.Equal(rmse, marks[1].GetProperty("y").GetDouble());
            double simplest = json.GetProperty("oneStandardError").GetProperty("rmse").GetDouble();
            Assert.Equal(simplest, marks[^1].GetProperty("y").GetDouble());
        }
        string[] inTable =
        [
            .. json.GetProperty("candidates")
                .EnumerateArray()
                .Select(c => c.GetProperty("rmse").GetDouble().ToString("G6", CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(9, inTable.Length);
        Assert.All(inTable, error => Assert.Contains($">{error}</td>", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_demo_has_both_fits_on_one_scale()
    {
        using TemporaryFolder folder = new();
        JsonElement json = CliRun.Json("demo", "-o", folder["m"], "--report", folder["r.html"]);
        JsonElement charts = PageTests.Data(File.ReadAllText(folder["r.html"])).GetProperty("charts");
        Assert.Equal(6, charts.GetArrayLength());
        foreach ((int chart, string fit) in (ValueTuple<int, string>[])[(0, "withoutPenalty"), (1, "withPenalty")])
            Assert.Equal(
                json.GetProperty(fit)
                    .GetProperty("epochs")
                    .EnumerateArray()
                    .Select(e => e.GetProperty("validationRmse").GetDouble()),
                charts[chart].GetProperty("series")[1].GetProperty("y").EnumerateArray().Select(y => y.GetDouble())
            );
        Assert.Equal(charts[0].GetProperty("range").ToString(), charts[1].GetProperty("range").ToString());
    }

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(e => e.GetString());
}
