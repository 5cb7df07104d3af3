using System.Globalization;
using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;
using FastMf.Threads;

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

    /// <summary>
    /// Whether the mean and the biases of users and items are part of a prediction; otherwise y = u.v. Must be false for
    /// hinge, squared hinge and Kullback-Leibler.
    /// </summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether factors are kept at 0 or above. Must be true for Kullback-Leibler.</summary>
    public bool NonNegative { get; init; }

    /// <summary>
    /// The standard deviation of the factors at the start. With Kullback-Leibler, sqrt(mean / rank) is added to its
    /// absolute values, so that the first predictions are near the mean.
    /// </summary>
    public abstract float InitScale { get; init; }

    /// <summary>The seed: the same seed, data and options give the same model to the bit.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }

    /// <summary>Stop after so many epochs without a better validation error (RMSE; log loss where ratings name classes; for implicit feedback a better ndcg@10); null to run all epochs.</summary>
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
            Reduction = DataReduction,
            Implicit = Feedback,
            Pairwise = Pairs,
        };

    /// <summary>How the data cost is scaled, where a trainer leaves a choice.</summary>
    private protected virtual Reduction DataReduction => Reduction.Sum;

    /// <summary>Whether the trainer takes penalties of whole matrices (Frobenius).</summary>
    private protected virtual bool KnowsNorms => false;

    /// <summary>How values become confidences, where a trainer takes them as implicit feedback; otherwise null.</summary>
    private protected virtual ImplicitFeedback? Feedback => null;

    /// <summary>How values become pairs, where a trainer ranks by them; otherwise null.</summary>
    private protected virtual PairwiseFeedback? Pairs => null;

    /// <summary>Whether users have biases, where there are any: where only scores of one user are compared, they say nothing.</summary>
    internal virtual bool HasUserBias => Bias;

    /// <summary>
    /// The least value of a relevant validation pair, where the best epoch is the one with the highest ndcg@10; null where
    /// it is the one with the smallest error.
    /// </summary>
    internal virtual float? RankingPositive => null;

    /// <summary>By what the best epoch is chosen.</summary>
    internal ValidationMeasure Measure =>
        RankingPositive is not null ? ValidationMeasure.Ndcg
        : Loss.IsForClasses ? ValidationMeasure.LogLoss
        : ValidationMeasure.Rmse;

    /// <summary>The step size, where the trainer takes steps.</summary>
    internal virtual float? StepSize => null;

    /// <summary>The same options with another step size.</summary>
    /// <exception cref="ArgumentException">The trainer takes no steps.</exception>
    internal virtual TrainerOptions WithStepSize(float rate) =>
        throw new ArgumentException(
            FormattableString.Invariant($"The learning rate is {rate}, and the trainer takes no steps."),
            nameof(rate)
        );

    /// <summary>The same with what follows from the training ratings where the caller left it open.</summary>
    internal virtual TrainerOptions For(Ratings train) => this;

    /// <summary>The options that change numbers, by their names on the command line, as a model file records them.</summary>
    internal virtual SortedDictionary<string, string> Describe() =>
        new(StringComparer.Ordinal)
        {
            ["rank"] = Text(Rank),
            ["epochs"] = Text(Epochs),
            ["bias"] = Bias ? "on" : "off",
            ["nonnegative"] = NonNegative ? "on" : "off",
            ["init-scale"] = Text(InitScale),
            ["seed"] = Text(Seed),
        };

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentException">An option is out of range; named.</exception>
    internal virtual void Check()
    {
        ArgumentNullException.ThrowIfNull(Loss);
        ArgumentNullException.ThrowIfNull(Penalty);
        ArgumentNullException.ThrowIfNull(BiasPenalty);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Rank, FactorMatrix.MaxColumns);
        ArgumentOutOfRangeException.ThrowIfNegative(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, WorkerTeam.MaxThreads);
        Range(PenaltyExponent is >= 0f and <= 1f, PenaltyExponent, nameof(PenaltyExponent), "0 to 1");
        Range(InitScale is >= 0f and <= 1e3f, InitScale, nameof(InitScale), "0 to 1000");
        Range(Patience is null or > 0, Patience, nameof(Patience), "1 or more");
        if (Penalty.HasNorm && !KnowsNorms)
            throw new ArgumentException(
                "The Frobenius penalty needs gradients of whole matrices: it is for GradientTrainer alone.",
                nameof(Penalty)
            );
        if (Bias && !Loss.AllowsBiases)
            throw new ArgumentException(
                $"Bias is true; the {Loss.Name} loss goes without biases: say false.",
                nameof(Bias)
            );
        if (Loss.NeedsNonNegative && !NonNegative)
            throw new ArgumentException(
                $"NonNegative is false; the {Loss.Name} loss needs it: say true.",
                nameof(NonNegative)
            );
        Range(Tolerance is null or >= 0 and < 1, Tolerance, nameof(Tolerance), "0 to 1");
    }

    private protected static void Range<T>(bool holds, T value, string name, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"Expected {expected}.");
    }

    private protected static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
