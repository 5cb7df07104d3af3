using System.Globalization;
using System.Text;
using System.Text.Json;
using FastMf.Trainers;

namespace FastMf.Tests.Cli;

/// <summary>Implicit feedback from the command line.</summary>
public class ImplicitTests
{
    [Fact]
    public void It_learns_by_its_own_defaults_and_its_options_reach_it()
    {
        using TemporaryFolder folder = new();
        string plays = WritePlays(folder);
        ImplicitAlsOptions standard = new();
        JsonElement json = Train();
        Assert.Equal("ials", json.GetProperty("solver").GetString());
        JsonElement[] epochs = [.. json.GetProperty("epochs").EnumerateArray()];
        for (int epoch = 1; epoch < epochs.Length; epoch++)
            Assert.True(Objective(epochs[epoch]) <= Objective(epochs[epoch - 1]) * 1.000001);
        Assert.All(epochs, epoch => Assert.Equal(JsonValueKind.Null, epoch.GetProperty("trainRmse").ValueKind));
        double[] ends =
        [
            Objective(epochs[^1]),
            Last("--alpha", "0.3"),
            Last("--alpha-scale", "linear"),
            Last("--alpha0", "0.7"),
            Last("--unobserved", "missing"),
            Last("--positive", "3"),
            Last("--row-solver", "cholesky"),
            Last("--cg-steps", "1"),
            Last("--exact-finish"),
            Last("--l2", "0.3"),
            Last("--penalty-exponent", "0"),
            Last("--init-scale", "0.5"),
            Last("--seed", "7"),
        ];
        Assert.Equal(ends.Length, ends.Distinct().Count());
        Assert.Equal(ends[0], Last("--alpha", Text(standard.Alpha), "--alpha0", Text(standard.Alpha0)));
        Assert.Equal(ends[0], Last("--cg-steps", Text(standard.ConjugateGradientSteps), "--row-solver", "cg"));
        Assert.Equal(ends[0], Last("--unobserved", "all", "--alpha-scale", "log", "--bias", "off"));

        JsonElement Train(params string[] options) =>
            CliRun.Json([
                "train",
                plays,
                "-o",
                folder["m"],
                "--solver",
                "ials",
                "--rank",
                "4",
                "--epochs",
                "3",
                .. options,
            ]);

        double Last(params string[] options) => Objective(Train(options).GetProperty("epochs").EnumerateArray().Last());

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Its_model_evaluates_to_the_last_objective_and_all_verbs_take_it()
    {
        using TemporaryFolder folder = new();
        string plays = WritePlays(folder);
        string model = folder["m"];
        string[] call = ["train", plays, "-o", model, "--solver", "ials", "--rank", "4", "--alpha-scale", "linear"];
        JsonElement trained = CliRun.Json(call);
        JsonElement evaluated = CliRun.Json("evaluate", model, plays, "--top", "5");
        Assert.Equal(
            Objective(trained.GetProperty("epochs").EnumerateArray().Last()),
            evaluated.GetProperty("objective").GetDouble()
        );
        Assert.False(evaluated.TryGetProperty("rmse", out _));
        Assert.True(evaluated.GetProperty("ndcg@5").GetDouble() > 0.5);
        Assert.Contains("ials", CliRun.Done("inspect", model).Output, StringComparison.Ordinal);
        Assert.Contains("fastmf.implicit.alpha0", CliRun.Done("inspect", model).Output, StringComparison.Ordinal);
        Assert.NotEmpty(CliRun.Done("recommend", model, "--user", "3", "--exclude", plays).Output);
        Assert.NotEmpty(CliRun.Done("similar", model, "--item", "2").Output);

        JsonElement validated = CliRun.Json([.. call, "--validation", "0.2", "--report", folder["r.html"]]);
        JsonElement validation = validated.GetProperty("validation");
        double best = validated
            .GetProperty("epochs")
            .EnumerateArray()
            .Max(epoch => epoch.GetProperty("validationNdcg").GetDouble());
        Assert.Equal(best, validation.GetProperty("ndcg@10").GetDouble());
        Assert.False(validation.TryGetProperty("rmse", out _));
        Assert.True(File.Exists(folder["r.html"]));
    }

    [Theory]
    [InlineData("--alpha", "-1")]
    [InlineData("--alpha0", "0")]
    [InlineData("--alpha0", "2", "--unobserved", "missing")]
    [InlineData("--unobserved", "some")]
    [InlineData("--cg-steps", "0")]
    [InlineData("--cg-steps", "3", "--row-solver", "cholesky")]
    [InlineData("--exact-finish", "--row-solver", "cholesky")]
    [InlineData("--bias", "on")]
    [InlineData("--l2-bias", "1")]
    [InlineData("--nonnegative")]
    [InlineData("--l1", "0.1")]
    [InlineData("--frobenius", "0.1")]
    [InlineData("--loss", "huber")]
    [InlineData("--learning-rate", "0.1")]
    [InlineData("--batch-size", "10")]
    [InlineData("--rank", "5000")]
    [InlineData("--clip")]
    [InlineData("--positive", "x")]
    [InlineData("--positive", "100")]
    public void What_does_not_suit_is_refused_by_name(params string[] options)
    {
        using TemporaryFolder folder = new();
        string plays = WritePlays(folder);
        CliRun run = CliRun.Of(["train", plays, "-o", folder["m"], "--solver", "ials", .. options]);
        Assert.Equal(2, run.Code);
        Assert.Contains(
            options[0] == "--positive" && options[1] == "100" ? "100" : options[0],
            run.Error,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(folder["m"]));
    }

    [Theory]
    [InlineData("--alpha", "2")]
    [InlineData("--positive", "3")]
    [InlineData("--row-solver", "cholesky")]
    public void Its_options_are_refused_by_other_solvers(params string[] options)
    {
        using TemporaryFolder folder = new();
        string plays = WritePlays(folder);
        CliRun run = CliRun.Of(["train", plays, "-o", folder["m"], .. options]);
        Assert.Equal(2, run.Code);
        Assert.Contains(options[0], run.Error, StringComparison.Ordinal);
    }

    private static double Objective(JsonElement epoch) => epoch.GetProperty("objective").GetDouble();

    /// <summary>Two groups of users, each of which plays its half of the items.</summary>
    internal static string WritePlays(TemporaryFolder folder)
    {
        StringBuilder text = new("user,item,plays\n");
        for (int user = 0; user < 20; user++)
        for (int item = 0; item < 16; item++)
        {
            if (user % 2 == item % 2 && (user + 3 * item) % 5 > 0)
                text.Append(CultureInfo.InvariantCulture, $"{user},{item},{1 + (user * item) % 7}\n");
        }
        File.WriteAllText(folder["plays.csv"], text.ToString());
        return folder["plays.csv"];
    }
}
