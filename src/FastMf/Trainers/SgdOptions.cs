using FastMf.Data;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>How the step size changes during a fit.</summary>
public enum SgdSchedule
{
    /// <summary>A step size for each row, falling with the gradients that the row has seen.</summary>
    AdaGrad,

    /// <summary>The same step size all the time.</summary>
    Constant,

    /// <summary>rate / (1 + (epoch - 1) / 10): see docs/conventions.md.</summary>
    InverseTime,

    /// <summary>5 % more after an epoch that lowered the objective, half after one that raised it.</summary>
    BoldDriver,
}

/// <summary>How threads share the work.</summary>
public enum SgdParallel
{
    /// <summary>Threads never touch the same rows at once: the same bits for any number of threads.</summary>
    Blocked,

    /// <summary>Threads race for rows (Hogwild!, Niu et al. 2011): results differ a little from run to run.</summary>
    Hogwild,
}

/// <summary>Options of <see cref="SgdTrainer"/>.</summary>
public sealed record SgdOptions : TrainerOptions
{
    /// <inheritdoc/>
    public override Penalty Penalty { get; init; } = Penalty.L2(users: 0.08f, items: 0.12f);

    /// <inheritdoc/>
    public override L2Penalty BiasPenalty { get; init; } = new(0.015f, 0.015f);

    /// <inheritdoc/>
    public override float PenaltyExponent { get; init; } = 1f;

    /// <inheritdoc/>
    public override float InitScale { get; init; } = 0.003f;

    /// <summary>The step size: finite, above 0.</summary>
    public float LearningRate { get; init; } = 0.8f;

    /// <summary>How the step size changes.</summary>
    public SgdSchedule Schedule { get; init; } = SgdSchedule.AdaGrad;

    /// <summary>How threads share the work.</summary>
    public SgdParallel Parallel { get; init; } = SgdParallel.Blocked;

    /// <summary>Strips other than those the data ask for; benchmarks compare them.</summary>
    internal GridShape? Shape { get; init; }

    internal override float? StepSize => LearningRate;

    internal override SgdOptions WithStepSize(float rate) => this with { LearningRate = rate };

    internal override SortedDictionary<string, string> Describe()
    {
        SortedDictionary<string, string> options = base.Describe();
        options["solver"] = "sgd";
        options["learning-rate"] = Text(LearningRate);
        options["schedule"] = Name(Schedule);
        options["parallel"] = Parallel == SgdParallel.Blocked ? "blocked" : "hogwild";
        return options;
    }

    internal override void Check()
    {
        base.Check();
        Range(LearningRate is > 0f and <= 1e6f, LearningRate, nameof(LearningRate), "a finite number above 0");
        Range(Enum.IsDefined(Schedule), Schedule, nameof(Schedule), "a known schedule");
        Range(Enum.IsDefined(Parallel), Parallel, nameof(Parallel), "a known mode");
    }

    private static string Name(SgdSchedule schedule) =>
        schedule switch
        {
            SgdSchedule.AdaGrad => "adagrad",
            SgdSchedule.Constant => "constant",
            SgdSchedule.InverseTime => "inverse-time",
            _ => "bold-driver",
        };
}
