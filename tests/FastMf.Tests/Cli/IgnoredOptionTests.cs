using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FastMf.Cli;
using FastMf.Cli.Options;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Tests.Cli;

/// <summary>
/// No solver accepts an option and ignores it: all options of train, those of tomorrow too, either change numbers or are
/// refused by name.
/// </summary>
public sealed class IgnoredOptionTests : IDisposable
{
    /// <summary>What says where from, where to, when to end and what is told: not how to learn, and the same for all.</summary>
    private static readonly string[] _otherOptions =
    [
        "--output --events --init --index --report --checkpoint --every --resume --patience --clip --threads --track --json --quiet --help",
        "--format --columns --separator --header --duplicates --skip-bad --solver --block",
    ];

    /// <summary>Values that are nobody's defaults, where an option does not list its words; none for a switch.</summary>
    private static readonly Dictionary<string, string[]> _values = new()
    {
        ["--rank"] = ["3"],
        ["--epochs"] = ["3"],
        ["--seed"] = ["7"],
        ["--batch-size"] = ["7"],
        ["--cg-steps"] = ["1"],
        ["--sampled-negatives"] = ["2"],
        ["--validation"] = ["0.3"],
        ["--positive"] = ["3"],
        ["--momentum"] = ["0.5"],
        ["--l1"] = ["0.01"],
    };

    /// <summary>What an option is nothing without.</summary>
    private static readonly Dictionary<string, string> _needs = new()
    {
        ["--huber-delta"] = "--loss huber",
        ["--no-shuffle"] = "--batch-size 7",
        ["--dampening"] = "--momentum 0.5",
        ["--nesterov"] = "--momentum 0.5",
        ["--penalty-exponent"] = "--l2 0.3",
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> All => [.. Solvers.All.Select(solver => solver.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Every_option_changes_numbers_or_is_refused(string solver)
    {
        string ratings = Ratings();
        Command train = CommandLine.Root().Subcommands.Single(command => command.Name == "train");
        string[] others = [.. _otherOptions.SelectMany(names => names.Split(' '))];
        foreach (Option option in train.Options.Where(option => !others.Contains(option.Name)))
        foreach (string variant in solver == "gradient" ? Optimizers() : [""])
        {
            string[] standard = [.. Words(variant), .. Words(_needs.GetValueOrDefault(option.Name, ""))];
            string? before = Train(ratings, solver, standard, out string refusal);
            before ??= Train(ratings, solver, standard = Words(variant), out refusal);
            List<string> same = [];
            List<string> told = [];
            bool counts = false;
            foreach (string[] value in Values(option))
            {
                string? after = Train(ratings, solver, [.. standard, option.Name, .. value], out refusal);
                if (after is null)
                    told.Add(refusal);
                else if (after == before)
                    same.Add(string.Join(' ', value));
                else
                    counts = true;
                Assert.True(
                    after is not null || refusal.Contains(option.Name, StringComparison.Ordinal),
                    $"{solver} {variant} {option.Name}: {refusal}"
                );
            }
            Assert.True(same.Count <= 1, $"{solver} {variant} ignores {option.Name} {string.Join(", ", same)}");
            // Its own default may be said; where it is all that the solver knows, the refusal of others says so.
            if (same.Count == 1 && !counts)
                Assert.True(
                    told.Count > 0 && told.All(text => text.Contains($"{same[0]} ", StringComparison.Ordinal)),
                    $"{solver} {variant} ignores {option.Name} {same[0]}"
                );
        }
    }

    [Theory]
    [InlineData("--solver bpr --loss squared", "--loss squared is not for --solver bpr")]
    [InlineData("--solver ials --l2-bias 3", "--l2-bias is not for --solver ials")]
    public void What_a_solver_does_not_have_is_refused(string options, string words) =>
        CliRun.Refused(2, words, ["train", Ratings(), "-o", _folder["m"], .. Words(options)]);

    /// <summary>To say what holds anyway, or what stands for nothing, is no fault.</summary>
    [Theory]
    [InlineData("ials", "--loss squared --l2-bias 0", "")]
    [InlineData("sgd", "--bias off --l2-bias 3", "--bias off")]
    [InlineData("bpr", "--l2-bias 0,0.03", "")]
    [InlineData("sgd", "--clip", "")]
    public void What_changes_nothing_may_be_said(string solver, string options, string less)
    {
        string ratings = Ratings();
        string? said = Train(ratings, solver, Words(options), out string refusal);
        Assert.True(said is not null, refusal);
        Assert.Equal(Train(ratings, solver, Words(less), out _), said);
    }

    /// <summary>A fit's numbers as text; null where the call was refused.</summary>
    private string? Train(string ratings, string solver, string[] options, out string refusal)
    {
        string[] call = ["train", ratings, "-o", _folder["m"], "--solver", solver, "--threads", "1", "--json"];
        string[] rank = options.Contains("--rank") ? [] : ["--rank", "4"];
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "6"];
        CliRun run = CliRun.Of([.. call, .. rank, .. epochs, .. options]);
        refusal = run.Error;
        Assert.True(run.Code is 0 or 2 or 3, run.Error);
        if (run.Code != 0)
            return run.Code == 2 ? null : "diverged";
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        FactorModel model = ModelFile.Load(_folder["m"]);
        StringBuilder numbers = new(model.Info.Options.GetValueOrDefault("parallel")); // here is one block alone: nobody races
        foreach (JsonElement epoch in json.GetProperty("epochs").EnumerateArray())
            numbers.Append(epoch.GetProperty("objective").GetRawText()).Append(' ');
        numbers.Append(json.GetProperty("validation").GetRawText());
        foreach (FactorMatrix factors in (FactorMatrix[])[model.UserFactors, model.ItemFactors])
            for (int row = 0; row < factors.Rows; row++)
                numbers.Append(Convert.ToHexString(MemoryMarshal.AsBytes(factors.Values(row))));
        return numbers.ToString();
    }

    /// <summary>Each of an option's words, or a value that suits it; nothing behind a switch.</summary>
    private static string[][] Values(Option option)
    {
        if (option.Arity.MaximumNumberOfValues == 0)
            return
            [
                [],
            ];
        string[] words = _values.GetValueOrDefault(option.Name, option.HelpName!.Split('|'));
        return [.. words.Select(word => (string[])[word is "X" or "X[,Y]" ? "0.3" : word])];
    }

    private static string[] Optimizers() =>
        [.. FastMf.Optimizers.OptimizerCatalog.All.Select(optimizer => $"--optimizer {optimizer.Name}")];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string Ratings()
    {
        StringBuilder text = new("user,item,rating\n");
        for (int user = 0; user < 30; user++)
        for (int item = 0; item < 20; item++)
            if (user % (1 + item / 4) == 0)
                text.Append(CultureInfo.InvariantCulture, $"{user},{item},{((user + item) % 2 == 0 ? 4 : 2)}\n");
        return _folder.Write("ratings.csv", text.ToString());
    }
}
