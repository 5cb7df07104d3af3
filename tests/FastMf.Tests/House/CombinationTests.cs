using FastMf.Losses;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Cli;
using FastMf.Tests.Laws;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.House;

/// <summary>The table in docs/conventions.md says which solver takes which loss and penalty: what it says is so.</summary>
public class CombinationTests
{
    private static readonly string[][] Table = ReadTable();

    private static string[] Kinds { get; } =
    [.. Table[0][2..].Select(header => header.Replace("--", "", StringComparison.Ordinal))];

    public static TheoryData<string> Solvers => [.. Table[1..].Select(row => row[0])];

    [Fact]
    public void The_table_has_every_penalty_and_every_optimizer()
    {
        Assert.Equal(PenaltyCatalog.All.Select(kind => kind.Name), Kinds);
        Type[] optimizers =
        [
            .. typeof(Optimizer)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract),
        ];
        Assert.Equal(
            optimizers.Select(type => type.Name).Order(),
            Table[1..]
                .Select(row => Options(row[0]))
                .OfType<GradientOptions>()
                .Select(one => one.Optimizer.GetType().Name)
                .Distinct()
                .Order()
        );
    }

    /// <summary>All losses, and all penalties alone and together.</summary>
    [Theory]
    [MemberData(nameof(Solvers))]
    public void The_library_takes_what_the_table_says_and_nothing_else(string solver)
    {
        string[] row = Table.Single(one => one[0] == solver);
        foreach (Loss loss in Entries.Losses)
            for (int mask = 0; mask < 1 << Kinds.Length; mask++)
            {
                string[] kinds = [.. Kinds.Where((_, k) => (mask >> k & 1) == 1)];
                bool takes = TakesLoss(row, loss);
                takes &= kinds.All(kind => row[2 + Array.IndexOf(Kinds, kind)] == "yes");
                Penalty penalty = kinds
                    .Select(kind => (Penalty)PenaltyCatalog.All.Single(one => one.Name == kind).With(0.1f, 0.2f))
                    .Aggregate(Penalty.None, (x, y) => x + y);
                TrainerOptions options = Options(solver);
                options = options with
                {
                    Loss = loss,
                    Penalty = penalty,
                    Bias = options.Bias && loss.AllowsBiases,
                    NonNegative = loss.NeedsNonNegative,
                };
                Exception? refusal = Record.Exception(() => FastMf.Cli.Options.Solvers.Trainer(options));
                Assert.True(
                    takes == refusal is null,
                    $"{solver}, {loss.Name}, {penalty}: {refusal?.Message ?? "taken"}"
                );
                if (!takes)
                    Assert.Contains(
                        Assert.IsType<ArgumentException>(refusal).ParamName!,
                        (string[])["Loss", "Penalty"]
                    );
            }
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void So_does_the_command_line_before_it_looks_for_the_ratings(string solver)
    {
        string[] row = Table.Single(one => one[0] == solver);
        foreach (string verb in (string[])["train", "tune"])
            for (int k = 0; k < Kinds.Length; k++)
            {
                string[] call =
                [
                    verb,
                    "no-such-file",
                    "-o",
                    "m",
                    "--solver",
                    .. solver.Split(' '),
                    $"--{Kinds[k]}",
                    "0.1",
                ];
                CliRun run = CliRun.Of(call);
                Assert.Equal(row[2 + k] == "yes" ? 1 : 2, run.Code);
                Assert.Contains(
                    row[2 + k] == "yes" ? "no-such-file" : $"--{Kinds[k]} is",
                    run.Error,
                    StringComparison.Ordinal
                );
            }
    }

    [Theory]
    [MemberData(nameof(Solvers))]
    public void And_of_losses(string solver)
    {
        string[] row = Table.Single(one => one[0] == solver);
        foreach (string verb in (string[])["train", "tune"])
        foreach (Loss loss in LossCatalog.All)
        {
            string[] needs = loss.NeedsNonNegative ? ["--nonnegative"] : [];
            string[] call = [verb, "no-such-file", "-o", "m", "--solver", .. solver.Split(' '), "--loss", loss.Name];
            CliRun run = CliRun.Of([.. call, .. needs]);
            bool takes = row[1] == "all" || row[1] == loss.Name;
            Assert.Equal(takes ? 1 : 2, run.Code);
            Assert.Contains(takes ? "no-such-file" : $"--loss {loss.Name} is", run.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>One that has a loss of its own knows no other: squared, the default of the options, stands for no choice.</summary>
    private static bool TakesLoss(string[] row, Loss loss) =>
        row[1] == "all" || row[1] == loss.Name || (row[1] == "its own" && loss is SquaredLoss);

    private static TrainerOptions Options(string solver) =>
        solver switch
        {
            "sgd" => new SgdOptions(),
            "als" => new AlsOptions(),
            "ials" => new ImplicitAlsOptions(),
            "bpr" => new BprOptions(),
            "gradient --optimizer sgd" => new GradientOptions { Optimizer = new Sgd() },
            "gradient --optimizer sgd --momentum 0.5" => new GradientOptions { Optimizer = new Sgd { Momentum = 0.5 } },
            "gradient --optimizer adagrad" => new GradientOptions { Optimizer = new AdaGrad() },
            "gradient --optimizer adam" => new GradientOptions { Optimizer = new Adam() },
            "gradient --optimizer adamw" => new GradientOptions { Optimizer = new AdamW() },
            "gradient --optimizer rmsprop" => new GradientOptions { Optimizer = new RmsProp() },
            _ => throw new InvalidOperationException($"Say here what '{solver}' stands for."),
        };

    /// <summary>The cells of the table below "What combines", without the line of dashes.</summary>
    private static string[][] ReadTable() =>
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "docs", "conventions.md"))
                .SkipWhile(line => !line.StartsWith("What combines", StringComparison.Ordinal))
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|'))
                .Where(line => !line.Contains("---", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray()),
        ];
}
