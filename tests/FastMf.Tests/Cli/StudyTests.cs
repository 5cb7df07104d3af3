using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>The teaching picture on the command line.</summary>
public class StudyTests
{
    private static readonly string[] _short = ["--epochs", "6", "--rank", "4", "--threads", "2"];

    [Theory]
    [InlineData("gradient")]
    [InlineData("sgd")]
    [InlineData("als")]
    public void Json_has_a_curve_a_run(string solver)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement json = CliRun.Json(["study", ratings, "--solver", solver, .. _short]);
        Assert.Equal(solver, json.GetProperty("solver").GetString());
        Assert.Equal(450, json.GetProperty("ratings").GetInt32() + json.GetProperty("validationRatings").GetInt32());
        JsonElement[] lambdas = [.. json.GetProperty("lambdas").EnumerateArray()];
        JsonElement[] ranks = [.. json.GetProperty("ranks").EnumerateArray()];
        Assert.Equal(0, lambdas[0].GetProperty("lambda").GetSingle());
        Assert.Equal(0, lambdas[0].GetProperty("penalty").GetDouble());
        Assert.Contains(
            lambdas,
            run => run.GetProperty("lambda").GetSingle().Equals(json.GetProperty("good").GetSingle())
        );
        Assert.Equal(json.GetProperty("tooStrong").GetSingle(), lambdas[^1].GetProperty("lambda").GetSingle());
        Assert.Equal([1, 1, 4, 4, 16, 16], ranks.Select(run => run.GetProperty("rank").GetInt32()));
        foreach (
            JsonElement run in lambdas.Concat(ranks).Where(run => run.GetProperty("verdict").GetString() != "diverged")
        )
        {
            JsonElement[] epochs = [.. run.GetProperty("epochs").EnumerateArray()];
            Assert.Equal(7, epochs.Length);
            double[] errors = [.. epochs.Select(epoch => epoch.GetProperty("validationRmse").GetDouble())];
            Assert.Equal(errors.Min(), run.GetProperty("best").GetDouble());
            Assert.Equal(errors[run.GetProperty("bestEpoch").GetInt32()], run.GetProperty("best").GetDouble());
            Assert.Equal(errors[^1], run.GetProperty("last").GetDouble());
            Assert.Equal(errors[^1] / errors.Min() - 1, run.GetProperty("gap").GetDouble());
            Assert.Equal(epochs[^1].GetProperty("dataCost").GetDouble(), run.GetProperty("dataCost").GetDouble());
            Assert.Equal(epochs[^1].GetProperty("penalty").GetDouble(), run.GetProperty("penalty").GetDouble());
        }
    }

    [Fact]
    [Trait("Category", "Bits")]
    public void The_text_is_the_same_for_any_number_of_threads_and_names_the_three_parts()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun one = CliRun.Done("study", ratings, "--epochs", "30", "--rank", "4", "--quiet", "--threads", "1");
        CliRun seven = CliRun.Done("study", ratings, "--epochs", "30", "--rank", "4", "--quiet", "--threads", "7");
        Assert.Equal(one.Output, seven.Output);
        Assert.Equal("", one.Error);
        foreach (string words in (string[])["data cost", "penalty", ": no penalty", ": the good one", ": too strong"])
            Assert.Contains(words, one.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_ratings_may_come_from_a_file()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string test = folder.WriteRatings("test.csv", users: 5);
        JsonElement json = CliRun.Json(["study", ratings, "--validation", test, .. _short]);
        Assert.Equal(450, json.GetProperty("ratings").GetInt32());
        Assert.Equal(75, json.GetProperty("validationRatings").GetInt32());
    }

    [Theory]
    [InlineData("--rank", "0")]
    [InlineData("--rank", "4097")]
    [InlineData("--epochs", "0")]
    [InlineData("--solver", "ials")]
    [InlineData("--validation", "1")]
    [InlineData("--validation", "")]
    [InlineData("--threads", "-1")]
    [InlineData("--seed", "x")]
    [InlineData("--columns", "user,rating")]
    public void Values_are_checked_at_the_door_and_refused_by_name(string option, string value)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun.Refused(2, option, "study", ratings, option, value, "--json");
    }

    [Fact]
    public void Input_that_is_missing_or_bad_fails_with_its_name()
    {
        using TemporaryFolder folder = new();
        CliRun.Refused(2, "RATINGS", "study");
        CliRun.Refused(1, "nothing.csv", "study", folder["nothing.csv"]);
        CliRun.Refused(1, "nothing.csv", "study", folder.WriteRatings("r.csv"), "--validation", folder["nothing.csv"]);
        CliRun.Refused(1, "bad.csv", "study", folder.Write("bad.csv", "user,item,rating\n1,2,3\n1,x\n"));
    }

    [Fact]
    public void The_report_shows_the_three_curves_and_the_command()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string report = folder["study.html"];
        JsonElement json = CliRun.Json(["study", ratings, "--report", report, "--quiet", .. _short]);
        string page = File.ReadAllText(report);
        foreach (
            string words in (string[])["No penalty: lambda 0,", "By lambda", "By rank", "fastmf study", "--report"]
        )
            Assert.Contains(words, page, StringComparison.Ordinal);
        foreach (JsonElement run in json.GetProperty("lambdas").EnumerateArray())
            Assert.Contains($"lambda {run.GetProperty("lambda").GetRawText()}, rank 4", page, StringComparison.Ordinal);
        CliRun.Refused(2, "ratings.csv", "study", ratings, "--report", ratings);
        CliRun.Refused(2, "nowhere", "study", ratings, "--report", folder["nowhere/study.html"]);
        Assert.Equal(["ratings.csv", "study.html"], folder.Files);
    }

    [Fact]
    public void Ctrl_C_ends_it_with_130()
    {
        using TemporaryFolder folder = new();
        CliRun run = CliRun.Of(new CancellationToken(true), "study", folder.WriteRatings("ratings.csv"), "--json");
        Assert.Equal(130, run.Code);
        Assert.Equal("", run.Output);
    }
}
