using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Training;

namespace FastMf.Cli.Report;

/// <summary>The page of <c>demo</c>: the same ratings learned without and with a penalty, side by side.</summary>
/// <param name="Command">The call that gives it again.</param>
/// <param name="Result">What demo tells elsewhere.</param>
internal sealed record DemoReport(string Command, DemoResult Result)
{
    public ReportPage Page() =>
        new(
            "Under- and overfitting",
            Numbers.Format(
                $"{Result.Data.Ratings.Count:N0} ratings made from a known answer and noise, learned without and with a penalty on large factors."
            ),
            [Call(), Errors(), Costs(), Norms()]
        );

    private ReportSection Call() =>
        new("The call")
        {
            Text = ["It gives the same page each time, on any number of threads and any processor."],
            Command = Command,
            Tables =
            [
                new(
                    "Outcome",
                    ["", "best epoch", "watched RMSE there", "watched RMSE at the end", "training RMSE at the end"],
                    [Row("no penalty", Result.Without), Row("penalty", Result.With)]
                ),
                new(
                    "Held-out ratings",
                    ["", "RMSE"],
                    [
                        ["model with a penalty", ChartTable.Text(Result.Rmse)],
                        ["planted predictor, the known answer", ChartTable.Text(Result.PlantedRmse)],
                    ]
                ),
            ],
        };

    private ReportSection Errors() =>
        new("Training and validation error")
        {
            Text =
            [
                "In the first epochs both errors are high: the model underfits. Without a penalty the training error goes on falling while the error on ratings that were not learned from turns and rises: the model overfits, it learns the noise. With a penalty the two stay together. No model can be expected to get much below the planted predictor.",
            ],
            Charts = Both(Curves.Errors, planted: true),
            SameScale = true,
        };

    private ReportSection Costs() =>
        new("Objective")
        {
            Text = ["The data cost is lower without a penalty, and the model is the worse for it."],
            Charts = Both(Curves.Costs),
            SameScale = true,
        };

    private ReportSection Norms() =>
        new("Size of the factors")
        {
            Text = ["What is learned of the noise is paid for with larger factors."],
            Charts = Both(Curves.Norms),
            SameScale = true,
        };

    /// <summary>The same chart of both fits.</summary>
    private Chart[] Both(Func<FitResult, Chart?> chart, bool planted = false)
    {
        ChartMark[] answer = planted ? [new(null, Result.PlantedRmse, "planted")] : [];
        return
        [
            .. new[] { ("No penalty", Result.Without), ("Penalty", Result.With) }.SelectMany(fit =>
                Curves
                    .Known(chart(fit.Item2))
                    .Select(known => known with { Title = fit.Item1, Marks = [.. known.Marks, .. answer] })
            ),
        ];
    }

    private static string[] Row(string name, FitResult fit)
    {
        EpochReport best = fit.History[fit.BestEpoch];
        EpochReport last = fit.History[^1];
        return
        [
            name,
            Numbers.Format($"{fit.BestEpoch}"),
            ChartTable.Text(best.ValidationRmse ?? double.NaN),
            ChartTable.Text(last.ValidationRmse ?? double.NaN),
            ChartTable.Text(last.TrainRmse ?? double.NaN),
        ];
    }
}
