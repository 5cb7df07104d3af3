using System.Text;
using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary><c>tune</c> with other solvers, losses and penalties than the default.</summary>
public class TuneSolverTests
{
    [Fact]
    public void Alternating_least_squares_has_no_rate_and_takes_l1()
    {
        using TemporaryFolder folder = new();
        string[] call = ["--solver", "als", "--l2", "0.1,0.3:0.4", "--l1", "0,0.02", "--rank", "2"];
        JsonElement json = Tune(folder, call);
        JsonElement[] candidates = [.. json.GetProperty("candidates").EnumerateArray()];
        Assert.Equal(4, candidates.Length);
        Assert.All(candidates, one => Assert.Equal(JsonValueKind.Null, one.GetProperty("learningRate").ValueKind));
        Assert.Equal([0.1f, 0.3f, 0.1f, 0.3f], Floats("l2"));
        Assert.Equal([0.1f, 0.4f, 0.1f, 0.4f], Floats("l2Items"));
        Assert.Equal([0f, 0f, 0.02f, 0.02f], Floats("l1"));
        Assert.Equal([0f, 0f, 0.02f, 0.02f], Floats("l1Items"));
        Assert.Equal(4, candidates.Select(one => one.GetProperty("rmse").GetDouble()).Distinct().Count());
        JsonElement best = json.GetProperty("best");
        Assert.Equal("als", Metadata(folder, "fastmf.option.solver"));
        Assert.StartsWith(
            $"l2 {best.GetProperty("l2")} ",
            Metadata(folder, "fastmf.penalty"),
            StringComparison.Ordinal
        );

        CliRun run = CliRun.Done(Call(folder, call));
        string[] lines = run.Output.Split('\n');
        Assert.StartsWith("         l2         l1   rank  exponent    rate", lines[0], StringComparison.Ordinal);
        Assert.Equal(4, lines[1..5].Count(line => line.Contains("       -", StringComparison.Ordinal)));
        Assert.Contains("l2 0.3:0.4, l1 0.02, rank 2, exponent 1  rmse", run.Error, StringComparison.Ordinal);

        float[] Floats(string key) => [.. candidates.Select(one => one.GetProperty(key).GetSingle())];
    }

    [Theory]
    [InlineData("als", "0.0625 0.125 0.25 0.5 1", 1)]
    [InlineData("gradient", "0 1 3 10 30", 0)]
    [InlineData("ials", "0.0025 0.005 0.01 0.02 0.04", 1)]
    [InlineData("bpr", "0.0075 0.015 0.03 0.06 0.12", 1)]
    public void Each_solver_has_defaults_of_its_own(string solver, string lambdas, float exponent)
    {
        using TemporaryFolder folder = new();
        JsonElement[] candidates =
        [
            .. Tune(folder, "--solver", solver, "--rank", "2").GetProperty("candidates").EnumerateArray(),
        ];
        Assert.Equal(lambdas, string.Join(' ', candidates.Select(one => one.GetProperty("l2").ToString())));
        Assert.All(candidates, one => Assert.Equal(exponent, one.GetProperty("penaltyExponent").GetSingle()));
    }

    [Fact]
    public void Gradients_take_their_own_options_and_norms()
    {
        using TemporaryFolder folder = new();
        string[] call = ["--solver", "gradient", "--l2", "0", "--frobenius", "0,1:2", "--learning-rate", "0.02,0.05"];
        JsonElement json = Tune(folder, [.. call, "--batch-size", "50"]);
        Assert.Equal(4, json.GetProperty("candidates").GetArrayLength());
        Assert.Equal(2, json.GetProperty("candidates")[1].GetProperty("frobeniusItems").GetSingle());
        Assert.NotEqual(Errors(json), Errors(Tune(folder, call)));
        Assert.NotEqual(Errors(json), Errors(Tune(folder, [.. call, "--batch-size", "50", "--optimizer", "sgd"])));
    }

    [Fact]
    public void Classes_are_judged_by_log_loss()
    {
        using TemporaryFolder folder = new();
        StringBuilder text = new("user,item,rating\n");
        for (int user = 1; user <= 20; user++)
        for (int item = 1; item <= 12; item++)
            text.Append(Numbers($"{user},{item},{item % 2}\n"));
        folder.Write("ratings.csv", text.ToString());
        string[] call = ["--loss", "logistic", "--l2", "0.05,5", "--report", folder["r.html"]];
        JsonElement best = Tune(folder, call).GetProperty("best");
        Assert.Equal(JsonValueKind.Null, best.GetProperty("rmse").ValueKind);
        Assert.InRange(best.GetProperty("logLoss").GetDouble(), 0.01, 0.693); // less than a coin has, ln 2
        Assert.Equal(
            best.GetProperty("logLoss").GetDouble(),
            best.GetProperty("folds").EnumerateArray().Average(fold => fold.GetDouble()),
            1e-15
        );
        Assert.Equal("logistic", Metadata(folder, "fastmf.loss"));
        Assert.Contains("log loss, mean of folds", File.ReadAllText(folder["r.html"]), StringComparison.Ordinal);
        CliRun run = CliRun.Done(Call(folder, call));
        Assert.Contains("epochs  log loss  std.error", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("rmse", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Implicit_feedback_is_judged_by_ndcg()
    {
        using TemporaryFolder folder = new();
        string[] call = ["--solver", "ials", "--rank", "4", "--l2", "0.01,1000"];
        JsonElement json = Tune(folder, call);
        JsonElement best = json.GetProperty("best");
        Assert.Equal(JsonValueKind.Null, best.GetProperty("rmse").ValueKind);
        double ndcg = best.GetProperty("ndcg@10").GetDouble();
        Assert.Equal(ndcg, 1 - best.GetProperty("folds").EnumerateArray().Average(fold => fold.GetDouble()), 1e-12);
        Assert.All(
            json.GetProperty("candidates").EnumerateArray(),
            one => Assert.InRange(one.GetProperty("ndcg@10").GetDouble(), 0, ndcg)
        );
        Assert.Contains("1-ndcg@10", CliRun.Done(Call(folder, call)).Output, StringComparison.Ordinal);
        Assert.NotEqual(
            ndcg,
            Tune(folder, [.. call, "--alpha", "9"]).GetProperty("best").GetProperty("ndcg@10").GetDouble()
        );
    }

    [Fact]
    public void The_report_has_a_place_for_each_sum_of_penalties()
    {
        using TemporaryFolder folder = new();
        string[] call = ["--solver", "als", "--l2", "0.2,0.19", "--l1", "0,0.001", "--rank", "2,3"];
        Tune(folder, [.. call, "--report", folder["r.html"]]);
        string page = File.ReadAllText(folder["r.html"]);
        JsonElement charts = Report.PageTests.Data(page).GetProperty("charts");
        Assert.Equal(
            ["l2 0.19, l1 0", "l2 0.19, l1 0.001", "l2 0.2, l1 0", "l2 0.2, l1 0.001"],
            charts[0].GetProperty("categories").EnumerateArray().Select(one => one.GetString())
        );
        Assert.Equal(4, charts[1].GetProperty("series").GetArrayLength());
    }

    [Theory]
    [InlineData("--l1 is '0.1,-1'", "--l1", "0.1,-1")]
    [InlineData("--frobenius is 0.5:1, which is not for --solver sgd", "--frobenius", "0,0.5:1")]
    [InlineData("--l1 is 0.1, which is not for --solver gradient", "--solver", "gradient", "--l1", "0,0.1")]
    [InlineData("--learning-rate is 0.1,0.2, and --solver als", "--solver", "als", "--learning-rate", "0.1,0.2")]
    [InlineData("--rank is 5000, which is not for --solver als", "--solver", "als", "--rank", "8,5000")]
    [InlineData("--loss huber is not for --solver als", "--solver", "als", "--loss", "huber")]
    [InlineData("--loss logistic is not for", "--loss", "logistic")]
    [InlineData("--loss kl needs --nonnegative", "--loss", "kl")]
    [InlineData("--l1 is 0.1, which is not for --solver ials", "--solver", "ials", "--l1", "0.1")]
    [InlineData("--l2-bias is not for --solver ials", "--solver", "ials", "--l2-bias", "0.1")]
    [InlineData("--alpha is for --solver ials", "--alpha", "1")]
    [InlineData("--bias on is not for --loss hinge", "--loss", "hinge", "--bias", "on")]
    [InlineData("--momentum", "--solver", "gradient", "--momentum", "0.5")]
    [InlineData("--batch-size is for --solver gradient", "--batch-size", "10")]
    [InlineData("--huber-delta is not for --loss squared", "--huber-delta", "2")]
    [InlineData("--solver is 'newton'", "--solver", "newton")]
    [InlineData("--negatives is for --solver bpr", "--negatives", "warp")]
    public void What_does_not_combine_is_refused_by_name(string words, params string[] call)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun run = CliRun.Refused(2, words, ["tune", ratings, "-o", folder["m"], .. call]);
        Assert.DoesNotContain("candidate", run.Error, StringComparison.Ordinal);
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    private static string[] Call(TemporaryFolder folder, params string[] call)
    {
        string ratings = folder.Files.Contains("ratings.csv")
            ? folder["ratings.csv"]
            : folder.WriteRatings("ratings.csv");
        return ["tune", ratings, "-o", folder["m"], "--folds", "3", "--epochs", "4", .. call];
    }

    private static JsonElement Tune(TemporaryFolder folder, params string[] call) => CliRun.Json(Call(folder, call));

    private static double[] Errors(JsonElement json) =>
        [.. json.GetProperty("candidates").EnumerateArray().Select(one => one.GetProperty("rmse").GetDouble())];

    private static string Metadata(TemporaryFolder folder, string key) =>
        CliRun.Json("inspect", folder["m"]).GetProperty("metadata").GetProperty(key).GetString()!;

    private static string Numbers(FormattableString text) => FormattableString.Invariant(text);
}
