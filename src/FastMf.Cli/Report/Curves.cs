using FastMf.Training;

namespace FastMf.Cli.Report;

/// <summary>The history of a fit as charts over its epochs; a chart that nothing is known for is null.</summary>
internal static class Curves
{
    /// <summary>Data cost, penalty and their sum.</summary>
    public static Chart? Costs(FitResult fit) => Costs(fit.History, fit.BestEpoch);

    /// <summary>The same of a history alone.</summary>
    public static Chart? Costs(
        IReadOnlyList<EpochReport> history,
        int bestEpoch,
        string title = "Objective J = data cost + penalty"
    ) =>
        Of(
            history,
            bestEpoch,
            title,
            "cost",
            ("data cost", epoch => epoch.DataCost),
            ("penalty", epoch => epoch.Penalty),
            ("objective", epoch => epoch.Objective)
        );

    /// <summary>
    /// Root mean squared error on training and validation ratings; the log loss where ratings name classes; NDCG where the
    /// solver ranks.
    /// </summary>
    public static Chart? Errors(FitResult fit) => Errors(fit.History, fit.BestEpoch);

    /// <summary>The same of a history alone.</summary>
    public static Chart? Errors(IReadOnlyList<EpochReport> history, int best, string? title = null) =>
        Of(
            history,
            best,
            title ?? "Training and validation error",
            "RMSE",
            ("train", epoch => epoch.TrainRmse),
            ("validation", epoch => epoch.ValidationRmse)
        )
        ?? Of(history, best, title ?? "Validation error", "log loss", ("validation", epoch => epoch.ValidationLogLoss))
        ?? Of(history, best, title ?? "Validation ranking", "NDCG@10", ("validation", epoch => epoch.ValidationNdcg));

    /// <summary>The step size.</summary>
    public static Chart? Steps(FitResult fit) =>
        Of(
            fit.History,
            fit.BestEpoch,
            "Step size",
            "learning rate",
            ("rate", epoch => epoch.Epoch > 0 ? epoch.LearningRate : null)
        );

    /// <summary>Frobenius norms of U and V.</summary>
    public static Chart? Norms(FitResult fit) =>
        Of(
            fit.History,
            fit.BestEpoch,
            "Size of the factors",
            "Frobenius norm",
            ("U (users)", epoch => epoch.UserNorm),
            ("V (items)", epoch => epoch.ItemNorm)
        );

    /// <summary>The charts that there is something to draw for.</summary>
    public static Chart[] Known(params Chart?[] charts) => [.. charts.OfType<Chart>()];

    private static Chart? Of(
        IReadOnlyList<EpochReport> history,
        int bestEpoch,
        string title,
        string yAxis,
        params (string Name, Func<EpochReport, double?> Value)[] lines
    )
    {
        double[] epochs = [.. history.Select(epoch => (double)epoch.Epoch)];
        ChartSeries[] series =
        [
            .. lines
                .Select(line => new ChartSeries(
                    line.Name,
                    epochs,
                    [.. history.Select(epoch => line.Value(epoch) ?? double.NaN)]
                ))
                .Where(series => series.Y.Any(double.IsFinite)),
        ];
        bool chosen = history.Any(epoch =>
            (epoch.ValidationRmse ?? epoch.ValidationLogLoss ?? epoch.ValidationNdcg) is not null
        );
        return series.Length == 0
            ? null
            : new(title, "epoch", yAxis)
            {
                Series = series,
                Marks = chosen ? [new(bestEpoch, null, $"best epoch {bestEpoch}")] : [],
            };
    }
}
