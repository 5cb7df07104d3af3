using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Selection;
using FastMf.Training;

namespace FastMf.Cli.Report;

/// <summary>The page of <c>tune</c>: how each candidate did, and which to choose.</summary>
/// <param name="Command">The call that gives it again.</param>
/// <param name="File">The ratings file.</param>
/// <param name="Result">What tune tells elsewhere.</param>
internal sealed record TuneReport(string Command, string File, TuneResult Result)
{
    /// <summary>Errors further above the best one are beyond the picture, so that one bad candidate does not flatten the rest.</summary>
    private const double Beyond = 1.1;

    private readonly TuneScale _lambdas = TuneScale.Penalties(Result.Found, Result.Kinds);
    private readonly TuneScale _ranks = TuneScale.Ranks(Result.Found);

    private SearchResult Found => Result.Found;

    private CrossValidationResult Best => Found.Best.Result;

    private string Measure => Best.Measure == ValidationMeasure.Rmse ? "RMSE" : TuneResult.Name(Best.Measure);

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
            string rate = group.Key.LearningRate is { } step ? Numbers.Format($", rate {step}") : "";
            string what = Numbers.Format($"exponent {group.Key.PenaltyExponent}{rate}");
            bool single = Result.Kinds.Count == 1;
            string axis = single ? $"lambda ({Result.Kinds[0].Name})" : "penalty";
            charts.Add(Picture($"By lambda: {what}", axis, candidates, _lambdas, "rank ", _ranks));
            if (_ranks.Count > 1)
                charts.Add(
                    Picture(
                        $"By rank: {what}",
                        "rank",
                        candidates,
                        _ranks,
                        single ? $"{Result.Kinds[0].Name} " : "",
                        _lambdas
                    )
                );
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
                        [.. points.Select(c => c.Result.Error)],
                        [.. points.Select(c => c.Result.StandardError)]
                    )
                );
        }
        ChartMark limit = new(null, Best.Error + Best.StandardError, "best + 1 s.e.");
        return new(title, axis, $"{Measure}, mean of folds")
        {
            Kind = ChartKind.Points,
            Series = series,
            Categories = across.Names,
            Marks = [limit, .. Choices().Where(c => candidates.Contains(c.Choice)).Select(Mark)],
        };

        ChartMark Mark((CandidateResult Choice, string Name) choice) =>
            new(across.PlaceOf(choice.Choice), choice.Choice.Result.Error, choice.Name);
    }

    private (CandidateResult Choice, string Name)[] Choices() =>
        ReferenceEquals(Found.Best, Found.OneStandardError)
            ? [(Found.Best, "best and simplest")]
            : [(Found.Best, "best"), (Found.OneStandardError, "simplest")];

    private bool IsInPicture(CandidateResult candidate) =>
        !candidate.Result.Diverged && candidate.Result.Error <= Beyond * Best.Error;

    private ReportSection Table() =>
        new("All candidates")
        {
            Tables =
            [
                new(
                    "Candidates; epochs is the mean of the folds' best ones",
                    [
                        .. Result.Kinds.Select(kind => kind.Name),
                        "rank",
                        "exponent",
                        "rate",
                        "epochs",
                        Measure,
                        "standard error",
                        "choice",
                    ],
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
            .. Result.Kinds.Select(kind => TuneResult.Lambda(candidate.Candidate, kind)),
            Numbers.Format($"{candidate.Candidate.Rank}"),
            Numbers.Format($"{candidate.Candidate.PenaltyExponent}"),
            TuneResult.Rate(candidate.Candidate),
            Numbers.Format($"{candidate.Result.Epochs}"),
            candidate.Result.Diverged ? "" : ChartTable.Text(candidate.Result.Error),
            candidate.Result.Diverged ? "" : ChartTable.Text(candidate.Result.StandardError),
            candidate.Result.Diverged ? "diverged" : choice,
        ];
    }

    private string Describe(CandidateResult candidate) =>
        Numbers.Format(
            $"{TuneResult.Describe(candidate.Candidate)}; {Measure} {candidate.Result.Error:F5} ± {candidate.Result.StandardError:F5}"
        );
}
