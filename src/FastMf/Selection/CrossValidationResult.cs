namespace FastMf.Selection;

/// <summary>What a fit on one fold came to.</summary>
/// <param name="Rmse">Of the best epoch, on the fold's test part; infinite where the fit diverged.</param>
/// <param name="BestEpoch">That epoch.</param>
/// <param name="Ratings">Ratings in the test part.</param>
public readonly record struct FoldResult(double Rmse, int BestEpoch, int Ratings);

/// <summary>How well a trainer predicts ratings that it has not seen.</summary>
public sealed record CrossValidationResult
{
    internal CrossValidationResult(IReadOnlyList<FoldResult> folds)
    {
        Folds = folds;
        Rmse = folds.Average(fold => fold.Rmse);
        double squares = folds.Sum(fold => (fold.Rmse - Rmse) * (fold.Rmse - Rmse));
        StandardError = double.IsFinite(Rmse)
            ? Math.Sqrt(squares / (folds.Count - 1) / folds.Count)
            : double.PositiveInfinity;
        Epochs = (int)Math.Round(folds.Average(fold => fold.BestEpoch), MidpointRounding.AwayFromZero);
    }

    /// <summary>One result a fold.</summary>
    public IReadOnlyList<FoldResult> Folds { get; }

    /// <summary>The mean of the folds' errors; infinite where a fold diverged.</summary>
    public double Rmse { get; }

    /// <summary>The standard error of that mean: the folds' standard deviation over the root of their number.</summary>
    public double StandardError { get; }

    /// <summary>The mean of the folds' best epochs, rounded: how long to train on all ratings.</summary>
    public int Epochs { get; }

    /// <summary>Whether a fold's fit ran off to infinity.</summary>
    public bool Diverged => !double.IsFinite(Rmse);
}
