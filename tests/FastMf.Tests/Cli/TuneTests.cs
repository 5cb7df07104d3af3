using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>Cross-validated search on the command line.</summary>
public class TuneTests
{
    [Fact]
    public void Json_tells_of_all_candidates_and_of_the_choices()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement json = CliRun.Json([
            "tune",
            ratings,
            "-o",
            folder["m"],
            "--l2",
            "0.01,0.05:0.1,2",
            "--rank",
            "2,4",
            "--folds",
            "3",
            "--epochs",
            "8",
        ]);
        Assert.Equal(["candidates", "best", "oneStandardError", "leftOut", "model"], Keys(json));
        JsonElement[] candidates = [.. json.GetProperty("candidates").EnumerateArray()];
        Assert.Equal(6, candidates.Length);
        string[] keys =
        [
            "l2",
            "l2Items",
            "rank",
            "penaltyExponent",
            "learningRate",
            "maxEpochs",
            "folds",
            "rmse",
            "standardError",
            "epochs",
        ];
        Assert.All(candidates, candidate => Assert.Equal(keys, Keys(candidate)));
        Assert.All(candidates, candidate => Assert.Equal(3, candidate.GetProperty("folds").GetArrayLength()));
        Assert.Equal(0.1f, candidates[1].GetProperty("l2Items").GetSingle());
        double best = json.GetProperty("best").GetProperty("rmse").GetDouble();
        Assert.Equal(candidates.Min(candidate => candidate.GetProperty("rmse").GetDouble()), best);
        Assert.True(json.GetProperty("oneStandardError").GetProperty("rmse").GetDouble() >= best);
        Assert.Equal(folder["m"], json.GetProperty("model").GetString());
        JsonElement model = CliRun.Json("inspect", folder["m"]);
        Assert.Equal(json.GetProperty("best").GetProperty("rank").GetInt32(), model.GetProperty("rank").GetInt32());
    }

    [Fact]
    [Trait("Category", "Bits")]
    public void Output_and_model_are_the_same_for_any_number_of_threads()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        (string Text, byte[] Model) one = Run("1");
        (string Text, byte[] Model) seven = Run("7");
        Assert.Equal(one.Text, seven.Text);
        Assert.Equal(one.Model, seven.Model);

        (string, byte[]) Run(string threads)
        {
            string[] call = ["tune", ratings, "-o", folder["m"], "--rank", "2,4", "--folds", "3", "--epochs", "4"];
            CliRun run = CliRun.Done([.. call, "--trials", "6", "--halving", "--threads", threads, "--quiet"]);
            Assert.Equal("", run.Error);
            return (run.Output, File.ReadAllBytes(folder["m"]));
        }
    }

    [Fact]
    public void The_table_marks_the_choices_and_shows_each_candidate()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] wild = ["--learning-rate", "0.8,1e6", "--l2", "0.05,0.2", "--rank", "3", "--folds", "2"];
        CliRun run = CliRun.Done(["tune", ratings, "-o", folder["m"], "--epochs", "5", .. wild]);
        string[] lines = run.Output.Split('\n');
        Assert.Contains("rmse", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            4,
            lines[1..5].Count(line => line.Contains('o') || line.Contains('>') || line.Contains("diverged"))
        );
        Assert.Single(lines[1..5], line => line.StartsWith('*'));
        Assert.Single(lines[1..5], line => line.Length > 1 && line[1] == '1');
        Assert.Contains("* best: l2 0.05, rank 3", run.Output, StringComparison.Ordinal);
        Assert.Contains("within one standard error", run.Output, StringComparison.Ordinal);
        Assert.Contains("candidate 4/4", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_budget_leaves_candidates_out_and_still_writes_a_model()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement json = CliRun.Json([
            "tune",
            ratings,
            "-o",
            folder["m"],
            "--budget",
            "0.000001s",
            "--folds",
            "2",
            "--epochs",
            "2",
        ]);
        Assert.Equal(1, json.GetProperty("candidates").GetArrayLength());
        Assert.Equal(4, json.GetProperty("leftOut").GetInt32());
        Assert.True(File.Exists(folder["m"]));
    }

    [Theory]
    [InlineData("--l2", "-1")]
    [InlineData("--l2", "0.1,")]
    [InlineData("--l2", "0.1:0.2:0.3")]
    [InlineData("--l2", "")]
    [InlineData("--rank", "16,0")]
    [InlineData("--rank", "many")]
    [InlineData("--penalty-exponent", "0,2")]
    [InlineData("--learning-rate", "0")]
    [InlineData("--trials", "0")]
    [InlineData("--folds", "1")]
    [InlineData("--fold-by", "item")]
    [InlineData("--budget", "5")]
    [InlineData("--budget", "0s")]
    [InlineData("--budget", "soon")]
    [InlineData("--epochs", "0")]
    [InlineData("--threads", "-1")]
    public void Values_are_checked_at_the_door_and_refused_by_name(string option, string value)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun.Refused(2, option, "tune", ratings, "-o", folder["model"], option, value, "--json");
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Fact]
    public void Ratings_that_do_not_suit_the_folds_are_refused()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun.Refused(2, "times", "tune", ratings, "-o", folder["m"], "--fold-by", "time");
        CliRun.Refused(2, "folds", "tune", ratings, "-o", folder["m"], "--folds", "700");
        CliRun.Refused(2, "--output", "tune", ratings);
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Fact]
    public void Ctrl_C_ends_it_with_130_and_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        using CancellationTokenSource stop = new();
        using StringWriter output = new();
        using Stopping error = new(stop);
        string[] call = ["tune", ratings, "-o", folder["m"], "--epochs", "300"];
        int code = FastMf.Cli.CommandLine.Run(call, output, error, stop.Token);
        Assert.True(stop.IsCancellationRequested);
        Assert.Equal(130, code);
        Assert.Equal("", output.ToString());
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    private static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];

    /// <summary>Cancels when the first candidate is told of.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("candidate 1/", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }
}
