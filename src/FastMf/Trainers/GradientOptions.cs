using FastMf.Models;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>How the step size of <see cref="GradientTrainer"/> changes from epoch to epoch.</summary>
public enum GradientSchedule
{
    /// <summary>The learning rate stays.</summary>
    Constant,

    /// <summary>rate / (1 + (epoch - 1) / 10).</summary>
    InverseTime,
}

/// <summary>Options of <see cref="GradientTrainer"/>.</summary>
public sealed record GradientOptions : TrainerOptions
{
    /// <inheritdoc/>
    public override Penalty Penalty { get; init; } = Penalty.None;

    /// <inheritdoc/>
    public override L2Penalty BiasPenalty { get; init; } = new(0f, 0f);

    /// <inheritdoc/>
    public override float PenaltyExponent { get; init; }

    /// <inheritdoc/>
    public override float InitScale { get; init; } = 0.1f;

    /// <summary>What makes a step of a gradient.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>The step size: finite, above 0.</summary>
    public float LearningRate { get; init; } = 0.01f;

    /// <summary>How the step size changes.</summary>
    public GradientSchedule Schedule { get; init; } = GradientSchedule.Constant;

    /// <summary>Ratings a step; null for all of them, one step an epoch.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Whether each epoch takes the ratings in a new random order; otherwise batches follow the order given.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether the data cost is the sum over the ratings or their mean; of a batch likewise.</summary>
    public Reduction Reduction { get; init; } = Reduction.Sum;

    private protected override bool KnowsNorms => true;

    private protected override Reduction DataReduction => Reduction;

    internal override float? StepSize => LearningRate;

    internal override GradientOptions WithStepSize(float rate) => this with { LearningRate = rate };

    internal override SortedDictionary<string, string> Describe()
    {
        SortedDictionary<string, string> options = base.Describe();
        options["solver"] = "gradient";
        options["learning-rate"] = Text(LearningRate);
        options["schedule"] = Schedule == GradientSchedule.Constant ? "constant" : "inverse-time";
        options["batch-size"] = BatchSize is { } size ? Text(size) : "full";
        options["shuffle"] = Shuffle ? "on" : "off";
        Optimizer.Describe(options);
        return options;
    }

    internal override void Check()
    {
        base.Check();
        ArgumentNullException.ThrowIfNull(Optimizer);
        Optimizer.Check();
        if (Penalty.HasThreshold && !Optimizer.HasStepSizes)
            throw new ArgumentException(
                $"L1 needs an optimizer whose step is a multiple of the gradient: sgd without momentum, or adagrad; found {Optimizer.Name}.",
                nameof(Penalty)
            );
        Range(LearningRate is > 0f and <= 1e6f, LearningRate, nameof(LearningRate), "a finite number above 0");
        Range(Enum.IsDefined(Schedule), Schedule, nameof(Schedule), "a known schedule");
        Range(BatchSize is null or > 0, BatchSize, nameof(BatchSize), "1 or more, or null");
        Range(Enum.IsDefined(Reduction), Reduction, nameof(Reduction), "a known reduction");
    }
}
