using FastMf.Catalogs;
using FastMf.Losses;
using FastMf.Optimizers;
using FastMf.Penalties;

namespace FastMf.Tests.House;

/// <summary>What is found by its name has its row in docs/conventions.md, made of what it says itself.</summary>
public class DocumentedEntriesTests
{
    [Fact]
    public void EveryLossHasItsRow() =>
        AssertRows(
            "`--loss`",
            LossCatalog.All.Select(loss =>
                (string?[])
                    [$"`{loss.Name}`", loss.Formula, null, loss.Accepted ?? "any", string.Join(", ", Besides(loss))]
            )
        );

    [Fact]
    public void EveryPenaltyHasItsRow() =>
        AssertRows("option", PenaltyCatalog.All.Select(kind => (string?[])[$"`--{kind.Name}`", kind.Formula, null]));

    [Fact]
    public void EveryOptimizerHasItsRow() =>
        AssertRows(
            "`--optimizer`",
            OptimizerCatalog.All.Select(optimizer =>
                (string?[])
                    [
                        $"`{optimizer.Name}`",
                        optimizer.Formula,
                        string.Join(", ", optimizer.Settings.SkipLast(1).Select(s => $"{s.Name} {Shown(s.Text)}")),
                    ]
            )
        );

    private static IEnumerable<string> Besides(Loss loss)
    {
        if (!loss.AllowsBiases)
            yield return "no biases";
        if (loss.NeedsNonNegative)
            yield return "`--nonnegative`";
        foreach (Setting<Loss> setting in loss.Settings)
            yield return $"`--{loss.Name}-{setting.Name}`, {Shown(setting.Text)}";
    }

    /// <summary>1E-08 as people write it.</summary>
    private static string Shown(string number) => number.Replace("E-0", "e-").Replace("E-", "e-");

    /// <summary>The table whose first column has that head is these rows; a cell that is null may say anything.</summary>
    private static void AssertRows(string head, IEnumerable<string?[]> expected)
    {
        string[][] rows =
        [
            .. Sources
                .Read("docs/conventions.md")
                .Split('\n')
                .SkipWhile(line => !line.StartsWith($"| {head} ", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(Cells),
        ];
        string[][] wanted =
        [
            .. expected.Select(
                (row, k) => row.Select((cell, c) => cell ?? rows.ElementAtOrDefault(k)?[c] ?? "…").ToArray()
            ),
        ];
        Assert.Equal(wanted.Select(Row), rows.Select(Row));
    }

    private static string[] Cells(string row) =>
        [.. row.Trim()[1..^1].Replace(@"\|", "\0").Split('|').Select(cell => cell.Replace('\0', '|').Trim())];

    private static string Row(string[] cells) => string.Join(" ; ", cells);
}
