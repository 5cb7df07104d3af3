using FastMf.Data;
using FastMf.Training;

namespace FastMf.Selection;

/// <summary>How far a study is.</summary>
/// <param name="Name">The case that is being trained.</param>
/// <param name="Latest">Its latest epoch.</param>
/// <param name="Finished">The run, once the case is done; null before.</param>
public readonly record struct StudyProgress(string Name, EpochReport Latest, StudyRun? Finished);

/// <summary>
/// Trains models one after the other on the same ratings and keeps their learning curves, to set them side by side. All
/// epochs of a trainer's options are run: an error that rises is what a study wants to show.
/// </summary>
public static class Study
{
    /// <summary>Trains all cases.</summary>
    /// <param name="train">The ratings to learn from.</param>
    /// <param name="validation">The ratings to watch.</param>
    /// <param name="cases">The trainers.</param>
    /// <param name="progress">Told after each epoch of each case, and when a case is done.</param>
    /// <param name="cancellationToken">Ends the study early.</param>
    /// <returns>One run a case, in their order. A case that diverges is a result too.</returns>
    /// <exception cref="ArgumentException">There are no cases, or the ratings do not suit one.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static IReadOnlyList<StudyRun> Run(
        Ratings train,
        Ratings validation,
        IReadOnlyList<StudyCase> cases,
        IProgress<StudyProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(cases);
        if (cases.Count == 0)
            throw new ArgumentException("There are no cases to study.", nameof(cases));
        return [.. cases.Select(one => Fit(train, validation, one, progress, cancellationToken))];
    }

    /// <summary>One case.</summary>
    internal static StudyRun Fit(
        Ratings train,
        Ratings validation,
        StudyCase one,
        IProgress<StudyProgress>? progress,
        CancellationToken token
    )
    {
        Curve curve = new(one.Name, progress);
        bool diverged = false;
        try
        {
            one.Trainer.Fit(train, validation, null, curve, token);
        }
        catch (DivergedException)
        {
            diverged = true;
        }
        StudyRun run = new(one.Name, curve.Epochs, diverged);
        progress?.Report(new(one.Name, curve.Epochs[^1], run));
        return run;
    }

    /// <summary>Keeps what it is told, since a fit that diverges returns nothing.</summary>
    private sealed class Curve(string name, IProgress<StudyProgress>? next) : IProgress<EpochReport>
    {
        public List<EpochReport> Epochs { get; } = [];

        public void Report(EpochReport value)
        {
            Epochs.Add(value);
            next?.Report(new(name, value, null));
        }
    }
}
