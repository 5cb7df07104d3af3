using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Selection;

namespace FastMf.Cli.Report;

/// <summary>The page of <c>tune</c>: how each candidate did, and which to choose.</summary>
/// <param name="Command">The call that gives it again.</param>
/// <param name="File">The ratings file.</param>
/// <param name="Result">What tune tells elsewhere.</param>
internal sealed record TuneReport(string Command, string File, TuneResult Result)
{
    /// <summary>Errors further above the best one are beyond the picture, so that one bad candidate does not flatten the rest.</summary>
    private const double Beyond = 1.1;

    private readonly TuneScale _lambdas = TuneScale.Lambdas(Result.Found);
    private readonly TuneScale _ranks = TuneScale.Ranks(Result.Found);

    private SearchResult Found => Result.Found;

    private CrossValidationResult Best => Found.Best.Result;

    public ReportPage Page() =>
        new(
            $"Search on {Path.GetFileName(File)}",
            Numbers.Format(
                $"{Found.Candidates.Count:N0} candidates, each judged by {Best.Folds.Count} folds; the best, trained on all ratings, is {Result.Model}."
            ),
            [Call(), Pictures(), Table(), TrainReport.OptionsOf(Found.Fit.Model)]
        );

    private ReportSection Call()
    {
        string[][] left =
            Found.LeftOut > 0
                ?
                [
                    ["left out", Numbers.Format($"{Found.LeftOut:N0}, by the budget")],
                ]
                : [];
        return new("The call")
        {
            Text =
            [
                "The same command on the same ratings gives the same page, on any number of threads and any processor, unless a --budget ends the search early.",
            ],
            Command = Command,
            Tables =
            [
                new(
                    "Outcome",
                    ["", "value"],
                    [
                        ["best", Describe(Found.Best)],
                        ["simplest within one standard error", Describe(Found.OneStandardError)],
                        .. left,
                    ]
                ),
            ],
        };
    }

    private ReportSection Pictures()
    {
        var groups = Found
            .Candidates.GroupBy(c => (c.Candidate.PenaltyExponent, c.Candidate.LearningRate))
            .OrderBy(group => group.Key);
        List<Chart> charts = [];
        foreach (var group in groups)
        {
            CandidateResult[] candidates = [.. group];
            string what = Numbers.Format($"exponent {group.Key.PenaltyExponent}, rate {group.Key.LearningRate}");
            charts.Add(Picture($"By lambda: {what}", "lambda (l2)", candidates, _lambdas, "rank ", _ranks));
            if (_ranks.Count > 1)
                charts.Add(Picture($"By rank: {what}", "rank", candidates, _ranks, "l2 ", _lambdas));
        }
        return new("Errors of the candidates")
        {
            Text =
            [
                "Points are means over the folds, bars their standard errors. What lies below the line, one standard error above the best, cannot be told from it by these folds; of that, the candidate with the strongest penalty, then the smallest rank, is the simplest and the safer choice.",
                "Candidates more than 10 % above the best, and those that diverged, are in the table alone.",
            ],
            Charts = charts,
            SameScale = true,
        };
    }

    private Chart Picture(
        string title,
        string axis,
        CandidateResult[] candidates,
        TuneScale across,
        string prefix,
        TuneScale lines
    )
    {
        List<ChartSeries> series = [];
        for (int line = 0; line < lines.Count; line++)
        {
            CandidateResult[] points =
            [
                .. candidates
                    .Where(c => lines.PlaceOf(c) == line && IsInPicture(c))
                    .OrderBy(across.PlaceOf)
                    .DistinctBy(across.PlaceOf),
            ];
            if (points.Length > 0)
                series.Add(
                    new(
                        prefix + lines.Names[line],
                        [.. points.Select(c => (double)across.PlaceOf(c))],
                        [.. points.Select(c => c.Result.Rmse)],
                        [.. points.Select(c => c.Result.StandardError)]
                    )
                );
        }
        ChartMark limit = new(null, Best.Rmse + Best.StandardError, "best + 1 s.e.");
        return new(title, axis, "RMSE, mean of folds")
        {
            Kind = ChartKind.Points,
            Series = series,
            Categories = across.Names,
            Marks = [limit, .. Choices().Where(c => candidates.Contains(c.Choice)).Select(Mark)],
        };

        ChartMark Mark((CandidateResult Choice, string Name) choice) =>
            new(across.PlaceOf(choice.Choice), choice.Choice.Result.Rmse, choice.Name);
    }

    private (CandidateResult Choice, string Name)[] Choices() =>
        ReferenceEquals(Found.Best, Found.OneStandardError)
            ? [(Found.Best, "best and simplest")]
            : [(Found.Best, "best"), (Found.OneStandardError, "simplest")];

    private bool IsInPicture(CandidateResult candidate) =>
        !candidate.Result.Diverged && candidate.Result.Rmse <= Beyond * Best.Rmse;

    private ReportSection Table() =>
        new("All candidates")
        {
            Tables =
            [
                new(
                    "Candidates; epochs is the mean of the folds' best ones",
                    ["l2", "rank", "exponent", "rate", "epochs", "RMSE", "standard error", "choice"],
                    [.. Found.Candidates.Select(Row)]
                ),
            ],
        };

    private string[] Row(CandidateResult candidate)
    {
        string choice = string.Join(
            ", ",
            Choices().Where(c => ReferenceEquals(c.Choice, candidate)).Select(c => c.Name)
        );
        return
        [
            TuneResult.Lambda(candidate.Candidate),
            Numbers.Format($"{candidate.Candidate.Rank}"),
            Numbers.Format($"{candidate.Candidate.PenaltyExponent}"),
            Numbers.Format($"{candidate.Candidate.LearningRate}"),
            Numbers.Format($"{candidate.Result.Epochs}"),
            candidate.Result.Diverged ? "" : ChartTable.Text(candidate.Result.Rmse),
            candidate.Result.Diverged ? "" : ChartTable.Text(candidate.Result.StandardError),
            candidate.Result.Diverged ? "diverged" : choice,
        ];
    }

    private static string Describe(CandidateResult candidate) =>
        Numbers.Format(
            $"{TuneResult.Describe(candidate.Candidate)}; RMSE {candidate.Result.Rmse:F5} ± {candidate.Result.StandardError:F5}"
        );
}
