using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// Options of <see cref="BprTrainer"/>. The objective is that of <see cref="PairwiseFeedback"/>: items have biases, users
/// and the whole have none; penalties are L2, carried by each pair. Validation is by ndcg@10.
/// </summary>
public sealed record BprOptions : TrainerOptions
{
    private readonly PairwiseFeedback _pairs = new();

    /// <summary>Where the other item of a pair comes from.</summary>
    public Negatives Negatives
    {
        get => _pairs.Negatives;
        init => _pairs = _pairs with { Negatives = value };
    }

    /// <summary>Values of at least this are positives, the others count as not observed; by default all are positives.</summary>
    public float Positive
    {
        get => _pairs.Positive;
        init => _pairs = _pairs with { Positive = value };
    }

    /// <summary>lambda, times 1/2, for each pair that a row takes part in; L2 alone.</summary>
    public override Penalty Penalty { get; init; } = Penalty.L2(0.03f);

    /// <summary>The same of the items' biases; the users' number means nothing.</summary>
    public override L2Penalty BiasPenalty { get; init; } = new(0f, 0.03f);

    /// <summary>Always 1: each pair carries the penalty of its rows.</summary>
    public override float PenaltyExponent { get; init; } = 1f;

    /// <inheritdoc/>
    public override float InitScale { get; init; } = 0.1f;

    /// <summary>The step size: finite, above 0.</summary>
    public float LearningRate { get; init; } = 0.5f;

    /// <summary>How the step size changes: AdaGrad or constant.</summary>
    public SgdSchedule Schedule { get; init; } = SgdSchedule.AdaGrad;

    /// <summary>How threads share the work.</summary>
    public SgdParallel Parallel { get; init; } = SgdParallel.Blocked;

    internal override float? RankingPositive => Positive;

    internal override bool HasUserBias => false;

    internal override float? StepSize => LearningRate;

    internal override BprOptions WithStepSize(float rate) => this with { LearningRate = rate };

    private protected override PairwiseFeedback? Pairs => _pairs;

    internal override SortedDictionary<string, string> Describe()
    {
        SortedDictionary<string, string> options = base.Describe();
        options["solver"] = "bpr";
        options["learning-rate"] = Text(LearningRate);
        options["schedule"] = Schedule == SgdSchedule.AdaGrad ? "adagrad" : "constant";
        options["parallel"] = Parallel == SgdParallel.Blocked ? "blocked" : "hogwild";
        return options;
    }

    internal override void Check()
    {
        base.Check();
        if (_pairs.Objection() is var (name, value, expected))
            Range(false, value, name, expected);
        Range(LearningRate is > 0f and <= 1e6f, LearningRate, nameof(LearningRate), "a finite number above 0");
        Range(
            Schedule is SgdSchedule.AdaGrad or SgdSchedule.Constant,
            Schedule,
            nameof(Schedule),
            "AdaGrad or Constant"
        );
        Range(Enum.IsDefined(Parallel), Parallel, nameof(Parallel), "a known mode");
        Range(
            PenaltyExponent == 1f,
            PenaltyExponent,
            nameof(PenaltyExponent),
            "1: each pair carries its rows' penalty"
        );
        if (Loss is not SquaredLoss)
            throw new ArgumentException("Pairs have a loss of their own: leave this one as it is.", nameof(Loss));
        if (Penalty is not L2Penalty)
            throw new ArgumentException("Pairwise ranking knows the L2 penalty only.", nameof(Penalty));
        if (NonNegative)
            throw new ArgumentException("Factors of pairwise ranking may be negative.", nameof(NonNegative));
    }
}
