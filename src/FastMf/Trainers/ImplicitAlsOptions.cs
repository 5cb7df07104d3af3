using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>How the least squares problem of a row is solved.</summary>
public enum ImplicitRowSolver
{
    /// <summary>A few preconditioned steps of conjugate gradients from where the row is: nearly as good, several times faster.</summary>
    ConjugateGradient,

    /// <summary>Exactly.</summary>
    Cholesky,
}

/// <summary>
/// Options of <see cref="ImplicitAlsTrainer"/>. The objective is that of <see cref="ImplicitFeedback"/>, whose lambda has
/// no 1/2; there are no biases and no mean. Validation is by ndcg@10.
/// </summary>
public sealed record ImplicitAlsOptions : TrainerOptions
{
    /// <summary>The largest rank: each thread keeps a square matrix of it.</summary>
    public const int MaxRank = AlsOptions.MaxRank;

    private readonly ImplicitFeedback _feedback = new();
    private readonly Penalty? _penalty; // null: by the number of items

    /// <summary>The defaults.</summary>
    public ImplicitAlsOptions() => Bias = false;

    /// <summary>alpha: how much a value adds to the confidence of its pair, c = 1 + alpha ln(1 + r); 0 or more.</summary>
    public float Alpha
    {
        get => _feedback.Alpha;
        init => _feedback = _feedback with { Alpha = value };
    }

    /// <summary>Whether alpha r or alpha ln(1 + r) is added.</summary>
    public AlphaScale AlphaScale
    {
        get => _feedback.AlphaScale;
        init => _feedback = _feedback with { AlphaScale = value };
    }

    /// <summary>alpha0: the weight of a pair that was not observed; above 0, and at most 1 with <see cref="Unobserved.Missing"/>.</summary>
    public float Alpha0
    {
        get => _feedback.Alpha0;
        init => _feedback = _feedback with { Alpha0 = value };
    }

    /// <summary>Whether alpha0 is for all pairs or for those that are no positives.</summary>
    public Unobserved Unobserved
    {
        get => _feedback.Unobserved;
        init => _feedback = _feedback with { Unobserved = value };
    }

    /// <summary>Values of at least this are positives, the others count as not observed; by default all are positives.</summary>
    public float Positive
    {
        get => _feedback.Positive;
        init => _feedback = _feedback with { Positive = value };
    }

    /// <summary>How a row is solved.</summary>
    public ImplicitRowSolver RowSolver { get; init; } = ImplicitRowSolver.ConjugateGradient;

    /// <summary>Steps of conjugate gradients a row and half-step, 1 to 100.</summary>
    public int ConjugateGradientSteps { get; init; } = 2;

    /// <summary>
    /// With conjugate gradients: whether the fit ends with one more epoch, from the chosen model on, that solves all rows
    /// exactly. Then a user's factors are those that folding in the user's history gives. It is the last of
    /// <see cref="FitResult.History"/>.
    /// </summary>
    public bool ExactFinish { get; init; }

    /// <summary>
    /// lambda, without 1/2; L2 alone. Where it is not set, a fit takes lambda = 1/sqrt(n) for n items in its training ratings:
    /// the fewer items there are to tell apart, the more a row has to be held back (docs/decisions/0017-implicit-defaults.md).
    /// Until then it reads as that of 10,000 items, 0.01.
    /// </summary>
    public override Penalty Penalty
    {
        get => _penalty ?? LambdaFor(10_000);
        init => _penalty = value ?? throw new ArgumentNullException(nameof(Penalty));
    }

    /// <summary>There are no biases.</summary>
    public override L2Penalty BiasPenalty { get; init; } = new(0f, 0f);

    /// <inheritdoc/>
    public override float PenaltyExponent { get; init; } = 1f;

    /// <inheritdoc/>
    public override float InitScale { get; init; } = 0.02f;

    internal override float? RankingPositive => Positive;

    private protected override ImplicitFeedback? Feedback => _feedback;

    internal override ImplicitAlsOptions For(Ratings train) =>
        _penalty is null ? this with { Penalty = LambdaFor(train.Items.Count) } : this;

    internal override SortedDictionary<string, string> Describe()
    {
        SortedDictionary<string, string> options = base.Describe();
        options["solver"] = "ials";
        options["row-solver"] = RowSolver == ImplicitRowSolver.Cholesky ? "cholesky" : "cg";
        if (RowSolver == ImplicitRowSolver.ConjugateGradient)
            options["cg-steps"] = Text(ConjugateGradientSteps);
        if (ExactFinish)
            options["exact-finish"] = "on";
        return options;
    }

    internal override void Check()
    {
        base.Check();
        Range(Rank <= MaxRank, Rank, nameof(Rank), $"1 to {MaxRank}");
        if (_feedback.Objection() is var (name, value, expected))
            Range(false, value, name, expected);
        Range(Enum.IsDefined(RowSolver), RowSolver, nameof(RowSolver), "one of its names");
        Range(
            ConjugateGradientSteps is >= 1 and <= 100,
            ConjugateGradientSteps,
            nameof(ConjugateGradientSteps),
            "1 to 100"
        );
        if (ExactFinish && RowSolver == ImplicitRowSolver.Cholesky)
            throw new ArgumentException(
                "With Cholesky every epoch is exact; there is nothing to finish.",
                nameof(ExactFinish)
            );
        if (Loss is not SquaredLoss)
            throw new ArgumentException("Implicit feedback knows the squared loss only.", nameof(Loss));
        if (Penalty is not L2Penalty)
            throw new ArgumentException("Implicit feedback knows the L2 penalty only.", nameof(Penalty));
        if (Bias || BiasPenalty is not { Users: 0f, Items: 0f })
            throw new ArgumentException("Implicit feedback goes without biases.", nameof(Bias));
        if (NonNegative)
            throw new ArgumentException("Factors of implicit feedback may be negative.", nameof(NonNegative));
    }

    private static Penalty LambdaFor(int items) => Penalty.L2((float)(1 / Math.Sqrt(items)));
}
