using System.CommandLine;
using System.Globalization;
using FastMf.Cli;
using FastMf.Cli.Options;
using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Tests.Cli;

/// <summary>Wrong calls are refused by name with exit code 2, before any work; help is complete.</summary>
public class CallTests
{
    public static TheoryData<string> Verbs => [.. CommandLine.Root().Subcommands.Select(verb => verb.Name)];

    public static TheoryData<string> OptionsNotBuiltYet => [.. NotBuiltYet.Names];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_help_with_an_example(string verb)
    {
        CliRun run = CliRun.Done(verb, "--help");
        Assert.Contains($"fastmf {verb}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Example", run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
        Assert.Contains("--quiet", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void The_verbs_are_those_of_the_contract_and_split_update_and_index()
    {
        string[] verbs =
        [
            "demo",
            "generate",
            "split",
            "train",
            "evaluate",
            "predict",
            "recommend",
            "similar",
            "update",
            "index",
            "inspect",
            "convert",
            "tune",
            "study",
            "serve",
        ];
        Assert.Equal(verbs, CommandLine.Root().Subcommands.Select(verb => verb.Name));
    }

    [Theory]
    [MemberData(nameof(OptionsNotBuiltYet))]
    public void Options_that_are_not_built_are_refused_by_name(string option)
    {
        CliRun.Refused(2, $"{option} is not built yet", "train", "ratings.csv", "-o", "m", option, "1");
        CliRun.Refused(2, $"{option} is not built yet", "train", "ratings.csv", "-o", "m", option);
    }

    [Theory]
    [InlineData("--row-solver", "subspace")]
    public void Words_that_are_not_built_are_refused_by_name(string option, string word) =>
        CliRun.Refused(2, $"{option} {word} is not built yet", "train", "ratings.csv", "-o", "m", option, word);

    [Theory]
    [InlineData("--learning-rate", "0.1")]
    [InlineData("--schedule", "constant")]
    [InlineData("--parallel", "blocked")]
    [InlineData("--optimizer", "adam")]
    [InlineData("--batch-size", "10")]
    [InlineData("--rank", "4097")]
    [InlineData("--reduction", "mean")]
    [InlineData("--loss", "huber")]
    public void What_does_not_go_with_als_is_refused_by_name(string option, string value) =>
        CliRun.Refused(2, option, "train", "ratings.csv", "-o", "m", "--solver", "als", option, value);

    [Theory]
    [InlineData("--rank", "0")]
    [InlineData("--rank", "65537")]
    [InlineData("--rank", "1.5")]
    [InlineData("--epochs", "-1")]
    [InlineData("--epochs", "99999999999")]
    [InlineData("--l2", "-0.1")]
    [InlineData("--l2", "NaN")]
    [InlineData("--l2", "Infinity")]
    [InlineData("--l2", "1e60")]
    [InlineData("--l2", "1,2,3")]
    [InlineData("--l2", "0.1,")]
    [InlineData("--l2-bias", "1,-2")]
    [InlineData("--penalty-exponent", "1.5")]
    [InlineData("--bias", "maybe")]
    [InlineData("--solver", "magic")]
    [InlineData("--loss", "magic")]
    [InlineData("--loss", "kl")]
    [InlineData("--loss", "logistic")]
    [InlineData("--loss", "hinge")]
    [InlineData("--huber-delta", "0")]
    [InlineData("--huber-delta", "2")]
    [InlineData("--reduction", "magic")]
    [InlineData("--reduction", "mean")]
    [InlineData("--learning-rate", "0")]
    [InlineData("--learning-rate", "-1")]
    [InlineData("--schedule", "AdaGrad")]
    [InlineData("--parallel", "magic")]
    [InlineData("--threads", "-1")]
    [InlineData("--threads", "1025")]
    [InlineData("--init-scale", "nan")]
    [InlineData("--seed", "-1")]
    [InlineData("--seed", "18446744073709551616")]
    [InlineData("--patience", "0")]
    [InlineData("--patience", "3")]
    [InlineData("--tolerance", "1")]
    [InlineData("--validation", "0")]
    [InlineData("--validation", "1")]
    [InlineData("--format", "parquet")]
    [InlineData("--separator", "x")]
    [InlineData("--header", "maybe")]
    [InlineData("--columns", "user,rating")]
    [InlineData("--columns", "user,item,item")]
    [InlineData("--columns", "user,item,colour")]
    [InlineData("--duplicates", "magic")]
    [InlineData("--skip-bad", "-1")]
    [InlineData("--init", "")]
    [InlineData("--report", "")]
    public void Values_are_checked_at_the_door_and_refused_by_name(string option, string value)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        CliRun.Refused(2, option, "train", ratings, "-o", folder["model"], option, value, "--json");
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Theory]
    [InlineData("", "command")]
    [InlineData("nope", "nope")]
    [InlineData("train", "RATINGS")]
    [InlineData("train a.csv", "--output")]
    [InlineData("train a.csv b.csv -o m", "b.csv")]
    [InlineData("train a.csv -o m --rank 3 --rank 4", "--rank")]
    [InlineData("train a.csv -o m --rank", "--rank")]
    [InlineData("train a.csv -o m --ranks 3", "--ranks")]
    [InlineData("train a.csv -o m --format csv --separator ;", "--separator")]
    [InlineData("evaluate m", "RATINGS")]
    [InlineData("evaluate m r --top 0", "--top")]
    [InlineData("evaluate m r --exclude t", "--top")]
    [InlineData("evaluate m r --positive 4", "--top")]
    [InlineData("evaluate m r --top 5 --positive high", "--positive")]
    [InlineData("recommend m", "--user")]
    [InlineData("recommend m --all --user 3", "--all")]
    [InlineData("recommend m --user", "--user")]
    [InlineData("recommend m --all -n 0", "-n")]
    [InlineData("similar m", "--item")]
    [InlineData("similar m --item 3 --user 4", "--item")]
    [InlineData("generate", "OUT")]
    [InlineData("generate out.csv --noise -1", "--noise")]
    [InlineData("generate out.csv --users 0", "--users")]
    [InlineData("convert a", "OUT")]
    [InlineData("train a.csv -o m --optimizer adam", "--optimizer")]
    [InlineData("train a.csv -o m --batch-size 5", "--batch-size")]
    [InlineData("train a.csv -o m --no-shuffle", "--no-shuffle")]
    [InlineData("train a.csv -o m --solver gradient --parallel blocked", "--parallel")]
    [InlineData("train a.csv -o m --solver gradient --schedule adagrad", "--schedule")]
    [InlineData("train a.csv -o m --solver gradient --optimizer magic", "--optimizer")]
    [InlineData("train a.csv -o m --solver gradient --momentum 0.9", "--momentum")]
    [InlineData("train a.csv -o m --solver gradient --optimizer sgd --momentum 2", "--momentum")]
    [InlineData("train a.csv -o m --solver gradient --optimizer sgd --momentum 0.9 --dampening 2", "--dampening")]
    [InlineData("train a.csv -o m --solver gradient --optimizer sgd --nesterov", "--nesterov")]
    [InlineData(
        "train a.csv -o m --solver gradient --optimizer sgd --nesterov --momentum 0.9 --dampening 0.1",
        "--nesterov"
    )]
    [InlineData("train a.csv -o m --solver gradient --optimizer sgd --beta1 0.5", "--beta1")]
    [InlineData("train a.csv -o m --solver gradient --beta1 1", "--beta1")]
    [InlineData("train a.csv -o m --solver gradient --beta2 -0.5", "--beta2")]
    [InlineData("train a.csv -o m --solver gradient --epsilon 0", "--epsilon")]
    [InlineData("train a.csv -o m --solver gradient --rms-alpha 0.9", "--rms-alpha")]
    [InlineData("train a.csv -o m --solver gradient --weight-decay -1", "--weight-decay")]
    [InlineData("train a.csv -o m --solver gradient --batch-size 0", "--batch-size")]
    [InlineData("train a.csv -o m --solver gradient --l2 -1", "--l2")]
    public void Wrong_calls_are_refused(string call, string words) =>
        CliRun.Refused(2, words, call.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Help_prints_the_defaults_of_the_library()
    {
        SgdOptions standard = new();
        string[] lines = CliRun.Done("train", "--help").Output.Split('\n');
        Assert.Contains($"[default: {standard.Rank}]", Line("--rank"), StringComparison.Ordinal);
        Assert.Contains($"[default: {standard.Epochs}]", Line("--epochs"), StringComparison.Ordinal);
        Assert.Contains(
            Invariant($"[default: {standard.LearningRate}]"),
            Line("--learning-rate"),
            StringComparison.Ordinal
        );
        Assert.Contains(Invariant($"[default: {standard.InitScale}]"), Line("--init-scale"), StringComparison.Ordinal);
        Assert.Contains(
            Invariant($"[default: {standard.BiasPenalty.Users}"),
            Line("--l2-bias"),
            StringComparison.Ordinal
        );
        Assert.Contains("[default: 42]", Line("--seed"), StringComparison.Ordinal);
        GradientOptions gradient = new();
        string rate = Line("--learning-rate");
        Assert.Contains(Invariant($"(gradient: {gradient.LearningRate};"), rate, StringComparison.Ordinal);
        string scale = Line("--init-scale");
        Assert.Contains(Invariant($"(gradient: {gradient.InitScale};"), scale, StringComparison.Ordinal);
        string exponent = Line("--penalty-exponent");
        Assert.Contains(Invariant($"(gradient: {gradient.PenaltyExponent};"), exponent, StringComparison.Ordinal);
        Assert.Contains("(gradient: 0;", Line("--l2"), StringComparison.Ordinal);
        Assert.Equal(gradient.Penalty, FastMf.Penalties.Penalty.None);
        AlsOptions als = new();
        Assert.Contains(
            Invariant($"als: {Pair.From((L2Penalty)als.Penalty)};"),
            Line("--l2"),
            StringComparison.Ordinal
        );
        Assert.Contains(Invariant($"als: {Pair.From(als.BiasPenalty)};"), Line("--l2-bias"), StringComparison.Ordinal);
        Assert.Contains(Invariant($"als: {als.InitScale};"), Line("--init-scale"), StringComparison.Ordinal);

        string Line(string option) =>
            Assert.Single(lines, line => line.TrimStart().StartsWith(option + " ", StringComparison.Ordinal));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
