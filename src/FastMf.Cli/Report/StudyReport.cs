using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Selection;

namespace FastMf.Cli.Report;

/// <summary>The page of <c>study</c>: learning curves side by side, then errors by lambda and by rank.</summary>
/// <param name="Command">The call that gives it again.</param>
/// <param name="File">The ratings file.</param>
/// <param name="Result">What study tells elsewhere.</param>
internal sealed record StudyReport(string Command, string File, StudyResult Result)
{
    private PenaltyStudy Study => Result.Study;

    public ReportPage Page() =>
        new(
            $"What a penalty does: {Path.GetFileName(File)}",
            Result.Lead,
            [Call(), Errors(), Costs(), ByLambda(), ByRank()]
        );

    private ReportSection Call() =>
        new("The call")
        {
            Text =
            [
                "The same model is trained with no penalty, with stronger and stronger ones until one is too strong, and with fewer and more factors.",
                .. Result.Reading(),
            ],
            Command = Command,
        };

    private ReportSection Errors() =>
        new("Overfit, well fit, underfit")
        {
            Text =
            [
                "Overfitting: the training error goes on falling, the validation error turns and rises. Well fit: both stay together and low. Underfitting: both stay together and high.",
            ],
            Charts =
            [
                .. Shown().Select(run => Curves.Errors(run.Run.History, run.Run.BestEpoch, Title(run))).OfType<Chart>(),
            ],
            SameScale = true,
        };

    private ReportSection Costs() =>
        new("Data cost and penalty")
        {
            Text =
            [
                "The objective is their sum. With a penalty it is larger although predictions are better; compare objectives at the same lambda only.",
            ],
            Charts =
            [
                .. Shown().Select(run => Curves.Costs(run.Run.History, run.Run.BestEpoch, Title(run))).OfType<Chart>(),
            ],
        };

    private ReportSection ByLambda() =>
        new("By lambda")
        {
            Text = [Numbers.Format($"L2, once a rating, at rank {Result.Options.Rank}.")],
            Charts =
            [
                new("Errors by lambda", "lambda", "RMSE")
                {
                    Kind = ChartKind.Points,
                    Categories = [.. Study.Lambdas.Select(run => Numbers.Format($"{run.Lambda}"))],
                    Series = Lines(Study.Lambdas),
                },
            ],
            Tables = [Table("Runs by lambda", Study.Lambdas)],
        };

    private ReportSection ByRank()
    {
        PenalizedRun[] none = [.. Study.Ranks.Where(run => run.Lambda == 0)];
        PenalizedRun[] good = [.. Study.Ranks.Where(run => run.Lambda > 0)];
        return new("By rank")
        {
            Text = ["More factors can tell finer tastes, and overfit sooner; with a good penalty they do little harm."],
            Charts = [OfRanks("No penalty", none), OfRanks(Title(Study.Good), good)],
            SameScale = true,
            Tables = [Table("Runs by rank", Study.Ranks)],
        };
    }

    private static Chart OfRanks(string title, PenalizedRun[] runs) =>
        new(title, "rank", "RMSE")
        {
            Kind = ChartKind.Points,
            Categories = [.. runs.Select(run => Numbers.Format($"{run.Rank}"))],
            Series = Lines(runs),
        };

    /// <summary>The runs as a table of a page.</summary>
    private static ReportTable Table(string caption, IReadOnlyList<PenalizedRun> runs) =>
        new(
            caption,
            ["run", "best", "epoch", "last", "gap", "train rmse", "data cost", "penalty", "verdict"],
            [
                .. runs.Select(run =>
                    (string[])
                        [
                            run.Run.Name,
                            ChartTable.Text(run.Run.BestError),
                            Numbers.Format($"{run.Run.BestEpoch}"),
                            ChartTable.Text(run.Run.LastError),
                            run.Run.Diverged ? "" : StudyResult.Percent(run.Run.Gap),
                            ChartTable.Text(run.Run.History[^1].TrainRmse ?? double.NaN),
                            ChartTable.Text(run.Run.History[^1].DataCost ?? double.NaN),
                            ChartTable.Text(run.Run.History[^1].Penalty ?? double.NaN),
                            StudyResult.Word(run.Verdict),
                        ]
                ),
            ]
        );

    private static ChartSeries[] Lines(IReadOnlyList<PenalizedRun> runs) =>
        [
            Line("train, last", runs, run => run.Diverged ? null : run.History[^1].TrainRmse),
            Line("validation, best", runs, run => run.BestError),
            Line("validation, last", runs, run => run.LastError),
        ];

    private static ChartSeries Line(string name, IReadOnlyList<PenalizedRun> runs, Func<StudyRun, double?> value) =>
        new(
            name,
            [.. Enumerable.Range(0, runs.Count).Select(k => (double)k)],
            [.. runs.Select(run => value(run.Run) ?? double.NaN)]
        );

    private IEnumerable<PenalizedRun> Shown() => ((PenalizedRun[])[Study.None, Study.Good, Study.TooStrong]).Distinct();

    private string Title(PenalizedRun run) =>
        Numbers.Format(
            $"{(ReferenceEquals(run, Study.None) ? "No penalty" : ReferenceEquals(run, Study.Good) ? "A good one" : "Too strong")}: lambda {run.Lambda}, {StudyResult.Word(run.Verdict)}"
        );
}
