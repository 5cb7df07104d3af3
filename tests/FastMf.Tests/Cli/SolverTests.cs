using System.Globalization;
using System.Text.Json;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Tests.Cli;

/// <summary>Solvers other than sgd: their defaults, and that their options reach them.</summary>
public class SolverTests
{
    [Fact]
    public void The_gradient_solver_learns_and_its_options_reach_the_trainer()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        double[] rmse =
        [
            LastRmse(),
            LastRmse("--optimizer", "adamw", "--weight-decay", "0.5"),
            LastRmse("--optimizer", "sgd", "--learning-rate", "0.001"),
            LastRmse("--optimizer", "sgd", "--learning-rate", "0.001", "--momentum", "0.8"),
            LastRmse("--optimizer", "sgd", "--learning-rate", "0.001", "--momentum", "0.8", "--nesterov"),
            LastRmse("--optimizer", "sgd", "--learning-rate", "0.001", "--momentum", "0.8", "--dampening", "0.5"),
            LastRmse("--optimizer", "adagrad"),
            LastRmse("--optimizer", "rmsprop"),
            LastRmse("--optimizer", "rmsprop", "--rms-alpha", "0.9"),
            LastRmse("--beta1", "0.5"),
            LastRmse("--beta2", "0.9"),
            LastRmse("--epsilon", "0.1"),
            LastRmse("--weight-decay", "2"),
            LastRmse("--batch-size", "20"),
            LastRmse("--batch-size", "20", "--no-shuffle"),
            LastRmse("--schedule", "inverse-time"),
            LastRmse("--l2", "3"),
            LastRmse("--l2", "3", "--penalty-exponent", "1"),
            LastRmse("--l2", "3", "--reduction", "mean"),
            LastRmse("--init-scale", "0.3"),
        ];
        Assert.Equal(rmse.Length, rmse.Distinct().Count());
        Assert.Equal(rmse[0], LastRmse("--batch-size", "full"));
        Assert.Equal(rmse[0], LastRmse("--learning-rate", "0.01", "--l2", "0", "--penalty-exponent", "0"));

        double LastRmse(params string[] options)
        {
            JsonElement json = CliRun.Json([
                "train",
                ratings,
                "-o",
                folder["m"],
                "--solver",
                "gradient",
                "--rank",
                "4",
                "--epochs",
                "30",
                .. options,
            ]);
            Assert.Equal("gradient", json.GetProperty("solver").GetString());
            double[] errors =
            [
                .. json.GetProperty("epochs").EnumerateArray().Select(e => e.GetProperty("trainRmse").GetDouble()),
            ];
            Assert.True(options.Length > 0 || errors[^1] < 0.9 * errors[0]);
            return errors[^1];
        }
    }

    [Fact]
    public void Alternating_least_squares_learns_by_its_own_defaults_and_options_reach_it()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        AlsOptions standard = new();
        JsonElement json = Train();
        JsonElement[] epochs = [.. json.GetProperty("epochs").EnumerateArray()];
        Assert.Equal("als", json.GetProperty("solver").GetString());
        Assert.All(epochs, epoch => Assert.Equal(JsonValueKind.Null, epoch.GetProperty("learningRate").ValueKind));
        for (int epoch = 1; epoch < epochs.Length; epoch++)
            Assert.True(Objective(epochs[epoch]) <= Objective(epochs[epoch - 1]) + 1e-6);
        L2Penalty l2 = (L2Penalty)standard.Penalty;
        double weak = Objective(epochs[^1]);
        Assert.Equal(weak, Last("--l2", Invariant($"{l2.Users},{l2.Items}")));
        Assert.Equal(weak, Last("--init-scale", Invariant($"{standard.InitScale}")));
        Assert.NotEqual(weak, Last("--l2", "3"));
        Assert.NotEqual(weak, Last("--l2-bias", "3"));
        Assert.NotEqual(weak, Last("--seed", "7"));
        Assert.NotEqual(weak, Last("--bias", "off"));
        Assert.NotEqual(weak, Last("--penalty-exponent", "0.5"));
        Assert.NotEqual(weak, Last("--nonnegative"));
        CliRun run = CliRun.Done("train", ratings, "-o", folder["m"], "--solver", "als", "--epochs", "1");
        Assert.DoesNotContain("NaN", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("als", CliRun.Done("inspect", folder["m"]).Output, StringComparison.Ordinal);

        JsonElement Train(params string[] options) =>
            CliRun.Json([
                "train",
                ratings,
                "-o",
                folder["m"],
                "--solver",
                "als",
                "--rank",
                "4",
                "--epochs",
                "5",
                .. options,
            ]);

        double Last(params string[] options) => Objective(Train(options).GetProperty("epochs").EnumerateArray().Last());

        static double Objective(JsonElement epoch) => epoch.GetProperty("objective").GetDouble();

        static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
