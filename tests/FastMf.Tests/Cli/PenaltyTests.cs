using System.Text.Json;
using FastMf.Penalties;

namespace FastMf.Tests.Cli;

/// <summary>--l1 and --frobenius, from the call to the model file and back.</summary>
public class PenaltyTests
{
    [Fact]
    public void L1_makes_zeros_that_are_told_and_inspected_and_the_objective_is_found_again()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        foreach (
            string[] solver in (string[][])
                [
                    ["sgd", "--init-scale", "0.1"],
                    ["als"],
                    ["gradient", "--optimizer", "adagrad", "--learning-rate", "0.3", "--penalty-exponent", "1"],
                ]
        )
        {
            Assert.False(Train(solver).TryGetProperty("itemZeroShare", out _));
            Assert.Equal(0, Inspected());
            JsonElement json = Train(solver, "--l1", "0.3,0.6");
            double zeros = json.GetProperty("itemZeroShare").GetDouble();
            Assert.InRange(zeros, 0.01, 1);
            Assert.Equal(zeros, Inspected());
            JsonElement model = CliRun.Json("inspect", folder["m"]);
            Assert.EndsWith("l1 0.3 0.6", model.GetProperty("metadata").GetProperty("fastmf.penalty").GetString());
            Assert.Contains(
                "share of exact zeros",
                CliRun.Done("inspect", folder["m"]).Output,
                StringComparison.Ordinal
            );
            double last = json.GetProperty("epochs").EnumerateArray().Last().GetProperty("objective").GetDouble();
            Assert.Equal(last, CliRun.Json("evaluate", folder["m"], ratings).GetProperty("objective").GetDouble());
        }

        double Inspected() =>
            CliRun.Json("inspect", folder["m"]).GetProperty("zeroShares").GetProperty("itemFactors").GetDouble();

        JsonElement Train(string[] solver, params string[] options) =>
            CliRun.Json(["train", ratings, "-o", folder["m"], "--rank", "4", "--solver", .. solver, .. options]);
    }

    [Fact]
    public void The_norms_count_in_the_objective_and_the_default_of_l2_stays()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        JsonElement json = CliRun.Json(
            "train",
            ratings,
            "-o",
            folder["m"],
            "--solver",
            "gradient",
            "--frobenius",
            "3,2"
        );
        double last = json.GetProperty("epochs").EnumerateArray().Last().GetProperty("objective").GetDouble();
        Assert.Equal(last, CliRun.Json("evaluate", folder["m"], ratings).GetProperty("objective").GetDouble());
        Assert.Equal("frobenius 3 2", PenaltyOf());
        CliRun run = CliRun.Done("train", ratings, "-o", folder["m"], "--l1", "0.01");
        Assert.Contains("exactly 0: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("l2 0.08 0.12 + l1 0.01 0.01", PenaltyOf());
        run = CliRun.Done("train", ratings, "-o", folder["m"], "--l1", "0.01", "--l2", "0");
        Assert.Equal("l1 0.01 0.01", PenaltyOf());
        run = CliRun.Done("train", ratings, "-o", folder["m"], "--l1", "0", "--frobenius", "0");
        Assert.Equal("l2 0.08 0.12", PenaltyOf());
        Assert.DoesNotContain("exactly 0", run.Error, StringComparison.Ordinal);

        string? PenaltyOf() =>
            CliRun.Json("inspect", folder["m"]).GetProperty("metadata").GetProperty("fastmf.penalty").GetString();
    }

    [Theory]
    [InlineData("train")]
    [InlineData("tune")]
    public void Every_penalty_of_the_catalog_is_an_option_with_its_formula_on_the_help_page(string verb)
    {
        string[] help = CliRun.Done(verb, "--help").Output.Split('\n');
        foreach (LambdaPenalty penalty in PenaltyCatalog.All)
        {
            string line = Assert.Single(
                help,
                line => line.TrimStart().StartsWith($"--{penalty.Name} ", StringComparison.Ordinal)
            );
            Assert.Contains(penalty.Formula, line, StringComparison.Ordinal);
        }
        Assert.Contains(
            help,
            line => line.Contains("(for sgd, gradient with sgd or adagrad, als)", StringComparison.Ordinal)
        );
        Assert.Contains(help, line => line.Contains("(for gradient)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--l1", "-1")]
    [InlineData("--l1", "1,2,3")]
    [InlineData("--frobenius", "NaN")]
    public void Numbers_that_are_no_lambdas_are_refused_by_name(string option, string value) =>
        CliRun.Refused(2, $"{option} is '{value}'", "train", "ratings.csv", "-o", "m", option, value);
}
