using FastMf.Penalties;
using FastMf.Trainers;

namespace FastMf.Selection;

/// <summary>One choice of options among those that a search tries.</summary>
public sealed record Candidate
{
    /// <summary>A candidate with the options given and nothing else of theirs.</summary>
    public static Candidate From(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Penalty =
                options.Penalty as L2Penalty
                ?? throw new ArgumentException("A search chooses among L2 penalties.", nameof(options)),
            Rank = options.Rank,
            PenaltyExponent = options.PenaltyExponent,
            LearningRate = options.LearningRate,
            Epochs = options.Epochs,
        };
    }

    /// <summary>The factors' lambdas.</summary>
    public required L2Penalty Penalty { get; init; }

    /// <summary>The number of factors.</summary>
    public required int Rank { get; init; }

    /// <summary>nu.</summary>
    public required float PenaltyExponent { get; init; }

    /// <summary>The step size.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Passes over the ratings; successive halving begins with fewer.</summary>
    public required int Epochs { get; init; }

    /// <summary>Options with this candidate's choices in place of their own.</summary>
    public SgdOptions ApplyTo(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            Penalty = Penalty,
            Rank = Rank,
            PenaltyExponent = PenaltyExponent,
            LearningRate = LearningRate,
            Epochs = Epochs,
        };
    }
}
