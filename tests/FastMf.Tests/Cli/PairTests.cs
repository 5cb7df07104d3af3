using System.Globalization;
using System.Text.Json;
using FastMf.Trainers;

namespace FastMf.Tests.Cli;

/// <summary>Pairwise ranking from the command line.</summary>
public class PairTests
{
    [Fact]
    public void It_learns_by_its_own_defaults_and_its_options_reach_it()
    {
        using TemporaryFolder folder = new();
        string plays = ImplicitTests.WritePlays(folder);
        BprOptions standard = new();
        JsonElement json = Train();
        Assert.Equal("bpr", json.GetProperty("solver").GetString());
        JsonElement[] epochs = [.. json.GetProperty("epochs").EnumerateArray()];
        Assert.True(Objective(epochs[^1]) < Objective(epochs[0]));
        Assert.All(epochs, epoch => Assert.Equal(JsonValueKind.Null, epoch.GetProperty("trainRmse").ValueKind));
        double[] ends =
        [
            Objective(epochs[^1]),
            Last("--negatives", "popularity", "--positive", "3"),
            Last("--negatives", "warp"),
            Last("--positive", "3"),
            Last("--l2", "0.3"),
            Last("--l2-bias", "0.3"),
            Last("--bias", "off"),
            Last("--schedule", "constant"),
            Last("--learning-rate", "0.05"),
            Last("--init-scale", "0.5"),
            Last("--seed", "7"),
        ];
        Assert.Equal(ends.Length, ends.Distinct().Count());
        Assert.Equal(ends[0], Last("--negatives", "uniform", "--learning-rate", Text(standard.LearningRate)));
        Assert.Equal(ends[0], Last("--bias", "on", "--schedule", "adagrad", "--penalty-exponent", "1"));
        Assert.True(Last("--parallel", "hogwild") < Objective(epochs[0]));

        JsonElement Train(params string[] options) =>
            CliRun.Json([
                "train",
                plays,
                "-o",
                folder["m"],
                "--solver",
                "bpr",
                "--rank",
                "4",
                "--epochs",
                "3",
                .. options,
            ]);

        double Last(params string[] options) => Objective(Train(options).GetProperty("epochs").EnumerateArray().Last());

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("popularity")]
    [InlineData("warp")]
    public void Its_model_evaluates_to_the_last_objective_and_all_verbs_take_it(string negatives)
    {
        using TemporaryFolder folder = new();
        string plays = ImplicitTests.WritePlays(folder);
        string model = folder["m"];
        string[] call =
        [
            "train",
            plays,
            "-o",
            model,
            "--solver",
            "bpr",
            "--rank",
            "4",
            "--negatives",
            negatives,
            "--positive",
            "2",
        ];
        JsonElement trained = CliRun.Json(call);
        JsonElement evaluated = CliRun.Json("evaluate", model, plays, "--top", "5", "--positive", "2");
        Assert.Equal(
            Objective(trained.GetProperty("epochs").EnumerateArray().Last()),
            evaluated.GetProperty("objective").GetDouble()
        );
        Assert.False(evaluated.TryGetProperty("rmse", out _));
        string inspected = CliRun.Done("inspect", model).Output;
        Assert.Contains(negatives, inspected, StringComparison.Ordinal);
        Assert.Contains("item_bias", inspected, StringComparison.Ordinal);
        Assert.DoesNotContain("user_bias", inspected, StringComparison.Ordinal);
        Assert.NotEmpty(CliRun.Done("recommend", model, "--user", "3", "--exclude", plays).Output);
        Assert.NotEmpty(CliRun.Done("recommend", model, "--user", "unknown").Output);
        Assert.NotEmpty(CliRun.Done("similar", model, "--item", "2").Output);
        JsonElement warm = CliRun.Json([.. call, "--init", model]);
        Assert.Equal(
            Objective(trained.GetProperty("epochs").EnumerateArray().Last()),
            Objective(warm.GetProperty("epochs").EnumerateArray().First())
        );
        JsonElement validated = CliRun.Json([.. call, "--validation", "0.2", "--report", folder["r.html"]]);
        Assert.True(validated.GetProperty("validation").GetProperty("ndcg@10").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--negatives", "some")]
    [InlineData("--schedule", "bold-driver")]
    [InlineData("--schedule", "inverse-time")]
    [InlineData("--penalty-exponent", "0.5")]
    [InlineData("--nonnegative")]
    [InlineData("--l1", "0.1")]
    [InlineData("--frobenius", "0.1")]
    [InlineData("--loss", "logistic")]
    [InlineData("--batch-size", "10")]
    [InlineData("--alpha", "1")]
    [InlineData("--clip")]
    [InlineData("--positive", "x")]
    public void What_does_not_suit_is_refused_by_name(params string[] options)
    {
        using TemporaryFolder folder = new();
        string plays = ImplicitTests.WritePlays(folder);
        CliRun run = CliRun.Of(["train", plays, "-o", folder["m"], "--solver", "bpr", .. options]);
        Assert.Equal(2, run.Code);
        Assert.Contains(options[0], run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["m"]));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("ials")]
    public void Its_draws_are_refused_by_other_solvers(string solver)
    {
        using TemporaryFolder folder = new();
        string plays = ImplicitTests.WritePlays(folder);
        CliRun run = CliRun.Of(["train", plays, "-o", folder["m"], "--solver", solver, "--negatives", "warp"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("--negatives", run.Error, StringComparison.Ordinal);
    }

    private static double Objective(JsonElement epoch) => epoch.GetProperty("objective").GetDouble();
}
