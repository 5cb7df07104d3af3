using FastMf.Data;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Selection;

/// <summary>
/// Judges a trainer by ratings it has not seen: fits it on each fold's training part, keeps the epoch that is best on
/// the fold's test part, and gives that error: RMSE, log loss or 1 - ndcg@10, as the trainer's options have it. Choosing the epoch there makes the errors a little too good, for all
/// trainers alike. Users and items without ratings in a training part take part as zero rows: mean and the known side's
/// bias.
/// </summary>
public static class CrossValidation
{
    /// <summary>Fits and tests the trainer on every fold. The result does not depend on the number of threads.</summary>
    /// <param name="ratings">The ratings to cut into folds.</param>
    /// <param name="trainer">The trainer; best with one thread, as folds run beside each other.</param>
    /// <param name="options">The folds; null for five random ones.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the ratings do not suit it.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static CrossValidationResult Run(
        Ratings ratings,
        Trainer trainer,
        CrossValidationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(trainer);
        options ??= new();
        options.Check();
        IReadOnlyList<(Ratings Train, Ratings Test)> folds = options.Cut(ratings);
        FoldResult[] results = new FoldResult[folds.Count];
        using WorkerTeam team = new(options.Threads);
        team.ForEach(folds.Count, fold => results[fold] = Fit(trainer, folds[fold], cancellationToken));
        return new CrossValidationResult(results, trainer.Measure);
    }

    /// <summary>One fit on one fold.</summary>
    internal static FoldResult Fit(Trainer trainer, (Ratings Train, Ratings Test) fold, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            FitResult fit = trainer.Fit(fold.Train, fold.Test, cancellationToken: token);
            EpochReport best = fit.History.First(epoch => epoch.Epoch == fit.BestEpoch);
            double? error = best.ValidationLogLoss ?? best.ValidationRmse ?? 1 - best.ValidationNdcg;
            return new FoldResult(error!.Value, fit.BestEpoch, fold.Test.Count);
        }
        catch (DivergedException e)
        {
            return new FoldResult(double.PositiveInfinity, e.Epoch, fold.Test.Count);
        }
    }
}
