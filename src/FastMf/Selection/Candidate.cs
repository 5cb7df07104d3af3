using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Selection;

/// <summary>One choice of options among those that a search tries, for any trainer.</summary>
public sealed record Candidate
{
    /// <summary>A candidate with the options given and nothing else of theirs.</summary>
    /// <param name="options">Options of any trainer.</param>
    public static Candidate From(TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Penalty = options.Penalty,
            Rank = options.Rank,
            PenaltyExponent = options.PenaltyExponent,
            LearningRate = options.StepSize,
            Epochs = options.Epochs,
        };
    }

    /// <summary>What the factors cost.</summary>
    public required Penalty Penalty { get; init; }

    /// <summary>The number of factors.</summary>
    public required int Rank { get; init; }

    /// <summary>nu.</summary>
    public required float PenaltyExponent { get; init; }

    /// <summary>The step size; null for a trainer that takes no steps, or to leave the trainer its own.</summary>
    public float? LearningRate { get; init; }

    /// <summary>Passes over the ratings; successive halving begins with fewer.</summary>
    public required int Epochs { get; init; }

    /// <summary>Options with this candidate's choices in place of their own.</summary>
    /// <typeparam name="T">The trainer's options.</typeparam>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">There is a learning rate, and the trainer takes no steps.</exception>
    public T ApplyTo<T>(T options)
        where T : TrainerOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        TrainerOptions rated = LearningRate is { } rate ? options.WithStepSize(rate) : options;
        return (T)rated with { Penalty = Penalty, Rank = Rank, PenaltyExponent = PenaltyExponent, Epochs = Epochs };
    }
}
