using FastMf.Training;

namespace FastMf.Selection;

/// <summary>What a fit on one fold came to.</summary>
/// <param name="Error">Of the best epoch, on the fold's test part; infinite where the fit diverged.</param>
/// <param name="BestEpoch">That epoch.</param>
/// <param name="Ratings">Ratings in the test part.</param>
public readonly record struct FoldResult(double Error, int BestEpoch, int Ratings);

/// <summary>How well a trainer predicts ratings that it has not seen.</summary>
public sealed record CrossValidationResult
{
    internal CrossValidationResult(IReadOnlyList<FoldResult> folds, ValidationMeasure measure)
    {
        Folds = folds;
        Measure = measure;
        Error = folds.Average(fold => fold.Error);
        double squares = folds.Sum(fold => (fold.Error - Error) * (fold.Error - Error));
        StandardError = double.IsFinite(Error)
            ? Math.Sqrt(squares / (folds.Count - 1) / folds.Count)
            : double.PositiveInfinity;
        Epochs = (int)Math.Round(folds.Average(fold => fold.BestEpoch), MidpointRounding.AwayFromZero);
    }

    /// <summary>One result a fold.</summary>
    public IReadOnlyList<FoldResult> Folds { get; }

    /// <summary>What the errors are.</summary>
    public ValidationMeasure Measure { get; }

    /// <summary>The mean of the folds' errors; infinite where a fold diverged.</summary>
    public double Error { get; }

    /// <summary>The standard error of that mean: the folds' standard deviation over the root of their number.</summary>
    public double StandardError { get; }

    /// <summary>The mean of the folds' best epochs, rounded: how long to train on all ratings.</summary>
    public int Epochs { get; }

    /// <summary>Whether a fold's fit ran off to infinity.</summary>
    public bool Diverged => !double.IsFinite(Error);
}
