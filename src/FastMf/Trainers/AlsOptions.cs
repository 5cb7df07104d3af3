using FastMf.Losses;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>Options of <see cref="AlsTrainer"/>: squared loss, L2 and L1 penalties.</summary>
public sealed record AlsOptions : TrainerOptions
{
    /// <summary>The largest rank: each thread keeps a square matrix of it.</summary>
    public const int MaxRank = 4096;

    /// <inheritdoc/>
    public override Penalty Penalty { get; init; } = Penalty.L2(0.25f);

    /// <inheritdoc/>
    public override L2Penalty BiasPenalty { get; init; } = new(0.15f, 0.15f);

    /// <inheritdoc/>
    public override float PenaltyExponent { get; init; } = 1f;

    /// <inheritdoc/>
    public override float InitScale { get; init; } = 0.1f;

    internal override SortedDictionary<string, string> Describe()
    {
        SortedDictionary<string, string> options = base.Describe();
        options["solver"] = "als";
        return options;
    }

    internal override void Check()
    {
        base.Check();
        Range(Rank <= MaxRank, Rank, nameof(Rank), $"1 to {MaxRank}");
        if (Loss is not SquaredLoss)
            throw new ArgumentException("Alternating least squares knows the squared loss only.", nameof(Loss));
    }
}
