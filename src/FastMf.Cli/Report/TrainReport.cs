using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Report;

/// <summary>The page of <c>train</c>: how the fit went, and what came out.</summary>
/// <param name="Command">The call that gives it again.</param>
/// <param name="File">The ratings file.</param>
/// <param name="Result">What train tells elsewhere.</param>
/// <param name="ValidationRatings">What the best epoch was chosen by; null for none.</param>
internal sealed record TrainReport(string Command, string File, TrainResult Result, Ratings? ValidationRatings)
{
    private FactorModel Model => Result.Fit.Model;

    public ReportPage Page() =>
        new(
            $"Training on {Path.GetFileName(File)}",
            Numbers.Format(
                $"{Result.Ratings.Count:N0} ratings of {Model.Users.Count:N0} users and {Model.Items.Count:N0} items, {Result.Solver}, rank {Model.Rank}."
            ),
            [Call(), Findings(), Learning(), Steps(), Predictions(), Factors(), OptionsOf(Model)]
        );

    /// <summary>Objective and options of a model, all of them, as its file records them.</summary>
    public static ReportSection OptionsOf(FactorModel model) =>
        new("Objective and options")
        {
            Text = ["What decides the numbers of the model, as its file records it."],
            Tables =
            [
                new(
                    "Options",
                    ["name", "value"],
                    [
                        .. ModelFile
                            .Metadata(model)
                            .Where(entry => entry.Key != "fastmf.version") // of the file's format
                            .Select(entry =>
                                (string[])[entry.Key.Replace("fastmf.option.", "").Replace("fastmf.", ""), entry.Value]
                            ),
                    ]
                ),
            ],
        };

    private ReportSection Call() =>
        new("The call")
        {
            Text =
            [
                "The same command on the same ratings gives the same model and, but for the seconds, the same page"
                    + (
                        Model.Info.Options.GetValueOrDefault("parallel") == "hogwild"
                            ? ", up to what racing threads (--parallel hogwild) change."
                            : ", on any number of threads and any processor."
                    ),
            ],
            Command = Command,
            Tables = [new("Outcome", ["", "value"], [.. Facts()])],
        };

    private IEnumerable<string[]> Facts()
    {
        yield return ["model", Result.Model];
        yield return ["epochs", Numbers.Format($"{Result.Fit.History.Count - 1}, stopped by {Result.Stopped}")];
        if (Result.Validation is { } errors)
        {
            yield return ["best epoch", Numbers.Format($"{Result.Fit.BestEpoch}")];
            foreach ((string name, double value) in ErrorMeasures.Of(Result.Fit, errors))
                yield return ["validation " + name, ChartTable.Text(value)];
            yield return
            [
                "validation ratings",
                Numbers.Format($"{errors.Ratings:N0}, {errors.Unknown:N0} with an unknown user or item"),
            ];
        }
        yield return ["time", Numbers.Format($"{Result.Fit.Seconds:F2} s on {Result.Fit.Threads} threads")];
    }

    private ReportSection Findings() =>
        new("Findings")
        {
            Text =
                Result.Fit.Diagnosis.Count == 0
                    ? ["Nothing to note."]
                    : [.. Result.Fit.Diagnosis.Select(finding => $"{finding.Name}: {finding}")],
            Tables =
            [
                .. Result.Fit.Diagnosis.Select(finding => new ReportTable(
                    $"What shows it: {finding.Name}",
                    ["", "value"],
                    [.. finding.Numbers.Select(number => (string[])[number.Name, ChartTable.Text(number.Value)])]
                )),
            ],
        };

    private ReportSection Learning() =>
        new("Learning curves")
        {
            Text =
            [
                "The objective is what training lowers. Its parts are shown apart, since the data cost may fall while the factors, and with them the penalty, grow. Overfitting shows where the training error goes on falling and the validation error rises; underfitting, where both stay high.",
            ],
            Charts = Curves.Known(Curves.Costs(Result.Fit), Curves.Errors(Result.Fit)),
        };

    private ReportSection Steps() =>
        new("Steps and sizes")
        {
            Text =
            [
                Curves.Steps(Result.Fit) is null
                    ? "This solver takes no steps and has no rate."
                    : "Step size of each epoch"
                        + (
                            Model.Info.Options.GetValueOrDefault("schedule") == "adagrad"
                                ? "; with adagrad each row divides it by the root of its own squared gradients."
                                : "."
                        ),
            ],
            Charts = Curves.Known(Curves.Steps(Result.Fit), Curves.Norms(Result.Fit)),
        };

    private ReportSection Predictions()
    {
        Sample?[] samples =
        [
            Sample.Of("training", Model, Result.Ratings),
            Sample.Of("validation", Model, ValidationRatings),
        ];
        return new("Predictions")
        {
            Text = ["What the model says, unclipped, about the pairs of users and items that were rated."],
            Charts = [Distribution.Histogram("Distribution of predictions", "prediction", samples)],
            Tables = [Distribution.Moments("Predictions", samples)],
        };
    }

    private ReportSection Factors()
    {
        Sample?[] samples = [Sample.Of("U (users)", Model.UserFactors), Sample.Of("V (items)", Model.ItemFactors)];
        return new("Factors")
        {
            Text = ["All entries of U and V. A penalty draws them to 0; L1 makes exact zeros."],
            Charts = [Distribution.Histogram("Distribution of factors", "factor", samples)],
            Tables = [Distribution.Moments("Factors", samples)],
        };
    }
}
