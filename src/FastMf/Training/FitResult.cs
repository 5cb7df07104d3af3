using FastMf.Models;

namespace FastMf.Training;

/// <summary>Why a fit ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were run.</summary>
    Epochs,

    /// <summary>The validation error did not improve for <see cref="TrainerOptions.Patience"/> epochs.</summary>
    Patience,

    /// <summary>An epoch improved the error by less than <see cref="TrainerOptions.Tolerance"/>.</summary>
    Tolerance,
}

/// <summary>What a fit gives: the model and how it came about.</summary>
public sealed record FitResult
{
    /// <summary>The model; with validation ratings the one of the best epoch.</summary>
    public required FactorModel Model { get; init; }

    /// <summary>One entry an epoch, the start (epoch 0) first; with those that a checkpoint held.</summary>
    public required IReadOnlyList<EpochReport> History { get; init; }

    /// <summary>Why the fit ended.</summary>
    public required StopReason Stopped { get; init; }

    /// <summary>The epoch whose model this is.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>What went wrong, as far as the history and the model tell; empty where nothing did or nothing was watched.</summary>
    public Diagnosis Diagnosis { get; init; } = Diagnosis.Empty;

    /// <summary>The epoch of the checkpoint that the fit was resumed from; 0 where it began at the beginning.</summary>
    public int ResumedAfter { get; init; }

    /// <summary>How many threads took part.</summary>
    public required int Threads { get; init; }

    /// <summary>Wall-clock seconds from the call to the model.</summary>
    public required double Seconds { get; init; }
}
