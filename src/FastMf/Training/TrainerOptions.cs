using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;

namespace FastMf.Training;

/// <summary>What all trainers understand. The defaults train something good.</summary>
public abstract record TrainerOptions
{
    /// <summary>The number of factors, 1 to 65,536; multiples of 16 waste no memory.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>Passes over the ratings, 0 or more.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>What a wrong prediction costs.</summary>
    public Loss Loss { get; init; } = Loss.Squared;

    /// <summary>What large factors cost.</summary>
    public abstract Penalty Penalty { get; init; }

    /// <summary>What large biases cost.</summary>
    public abstract L2Penalty BiasPenalty { get; init; }

    /// <summary>nu: how a row's penalty grows with its number of ratings, n^nu; 0 to 1.</summary>
    public abstract float PenaltyExponent { get; init; }

    /// <summary>Whether the mean and the biases of users and items are part of a prediction; otherwise y = u.v.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether factors are kept at 0 or above.</summary>
    public bool NonNegative { get; init; }

    /// <summary>The standard deviation of the factors at the start.</summary>
    public abstract float InitScale { get; init; }

    /// <summary>The seed: the same seed, data and options give the same model to the bit.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }

    /// <summary>Stop after so many epochs without a better validation error; null to run all epochs.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// Stop when an epoch improves the validation error (without validation ratings: the objective) by less than this
    /// share; null to run all epochs.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>Whether reports carry objective, data cost, penalty and training error, at the cost of a pass an epoch.</summary>
    public bool TrackObjective { get; init; }

    /// <summary>The objective that these options stand for.</summary>
    public ObjectiveOptions Objective =>
        new()
        {
            Loss = Loss,
            Penalty = Penalty,
            BiasPenalty = BiasPenalty,
            PenaltyExponent = PenaltyExponent,
        };
}
