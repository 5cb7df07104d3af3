using FastMf.Training;

namespace FastMf.Selection;

/// <summary>One run of a study: its learning curve and what there is to see in it.</summary>
/// <param name="Name">The case's.</param>
/// <param name="History">One entry an epoch, the start (epoch 0) first; of a run that diverged, the epochs before.</param>
/// <param name="Diverged">Whether the numbers ran off to infinity.</param>
public sealed record StudyRun(string Name, IReadOnlyList<EpochReport> History, bool Diverged)
{
    /// <summary>A run overfits where its validation error ends by this share above its best.</summary>
    public const double Rise = 0.01;

    /// <summary>An error within this share of the smallest one is as good.</summary>
    public const double Near = 0.02;

    /// <summary>The epoch with the smallest validation error; the first of equals.</summary>
    public int BestEpoch => History.MinBy(Error).Epoch;

    /// <summary>The smallest validation error: RMSE, or log loss where ratings name classes.</summary>
    public double BestError => History.Min(Error);

    /// <summary>The validation error after the last epoch; infinite where the run diverged.</summary>
    public double LastError => Diverged ? double.PositiveInfinity : Error(History[^1]);

    /// <summary>How much larger the last error is than the best, as a share of the best.</summary>
    public double Gap => LastError / BestError - 1;

    /// <summary>
    /// Overfit where the validation error ends at least <see cref="Rise"/> above its best while the data cost has
    /// fallen since. Otherwise well fit where it ends within <see cref="Near"/> of the smallest last error of
    /// <paramref name="all"/> runs; and where it does not, overfit if the training ratings are fitted better than by
    /// that run, else underfit.
    /// </summary>
    /// <param name="all">The runs to compare with; of the same loss, on the same ratings.</param>
    /// <exception cref="ArgumentException">There are no runs to compare with.</exception>
    public FitVerdict Judge(IReadOnlyList<StudyRun> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        if (all.Count == 0)
            throw new ArgumentException("There are no runs to compare with.", nameof(all));
        if (Diverged)
            return FitVerdict.Diverged;
        double? dataCost = History[^1].DataCost;
        bool hasRisen = dataCost >= History.First(epoch => epoch.Epoch == BestEpoch).DataCost; // a penalty can push both errors up again
        if (Gap >= Rise && !hasRisen)
            return FitVerdict.Overfit;
        StudyRun best = all.MinBy(run => run.LastError)!;
        if (LastError <= (1 + Near) * best.LastError)
            return FitVerdict.WellFit;
        return dataCost < best.History[^1].DataCost ? FitVerdict.Overfit : FitVerdict.Underfit;
    }

    private static double Error(EpochReport epoch) =>
        (epoch.ValidationLogLoss ?? epoch.ValidationRmse) is { } error and not double.NaN
            ? error
            : double.PositiveInfinity;
}
