using System.Globalization;
using FastMf.Catalogs;

namespace FastMf.Losses;

/// <summary>What a wrong prediction costs: the loss(r, y) of the objective. Data that carries its arithmetic.</summary>
public abstract record Loss : IEntry<Loss>
{
    private const int Shown = 3;

    private protected Loss() { }

    /// <summary>(r - y)^2, with no 1/2.</summary>
    public static Loss Squared { get; } = new SquaredLoss();

    /// <summary>|r - y|.</summary>
    public static Loss Absolute { get; } = new AbsoluteLoss();

    /// <summary>The cross-entropy of sigmoid(y); ratings are 0 and 1.</summary>
    public static Loss Logistic { get; } = new LogisticLoss();

    /// <summary>max(0, 1 - r y); ratings are -1 and +1.</summary>
    public static Loss Hinge { get; } = new HingeLoss();

    /// <summary>max(0, 1 - r y)^2; ratings are -1 and +1.</summary>
    public static Loss SquaredHinge { get; } = new SquaredHingeLoss();

    /// <summary>r ln(r/y) - r + y, the generalized Kullback-Leibler divergence; neither ratings nor factors are negative.</summary>
    public static Loss KullbackLeibler { get; } = new KullbackLeiblerLoss();

    /// <summary>The name on the command line and in model files.</summary>
    public abstract string Name { get; }

    /// <summary>loss(r, y) in one line, as help and documents show it.</summary>
    public abstract string Formula { get; }

    /// <summary>Its numbers; none for most.</summary>
    public virtual IReadOnlyList<Setting<Loss>> Settings => [];

    /// <summary>Whether a model of this loss may have a mean and biases; otherwise y = u.v.</summary>
    public virtual bool AllowsBiases => true;

    /// <summary>Whether the factors must be kept at 0 or above.</summary>
    public virtual bool NeedsNonNegative => false;

    /// <summary>
    /// Whether ratings name one of two classes, so that log loss and accuracy measure a model, and not the distance of
    /// its predictions from the ratings.
    /// </summary>
    public virtual bool IsForClasses => false;

    /// <summary>Quadratic near r, linear from |r - y| = delta on.</summary>
    /// <param name="delta">Where it turns linear: finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not finite or not above 0.</exception>
    public static Loss Huber(float delta = 1f) => new HuberLoss(delta);

    /// <summary>A prediction y in the unit of the ratings: sigmoid(y) for logistic, y itself for the others.</summary>
    /// <param name="prediction">y.</param>
    public virtual float Respond(float prediction) => prediction;

    /// <summary>What speaks against these ratings, with some of the values found; null where they suit the loss.</summary>
    /// <param name="ratings">The values r.</param>
    public string? Objection(ReadOnlySpan<float> ratings)
    {
        if (Accepted is null)
            return null;
        List<float> found = [];
        int count = 0;
        foreach (float rating in ratings)
        {
            if (Accepts(rating))
                continue;
            count++;
            if (found.Count < Shown && !found.Contains(rating))
                found.Add(rating);
        }
        if (count == 0)
            return null;
        string values = string.Join(", ", found.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the {Name} loss takes ratings that are {Accepted}; found {count} others, among them {values}."
        );
    }

    /// <summary>Its text, as in model files.</summary>
    public sealed override string ToString() => EntryText.Format(this);

    /// <summary>Whether the loss is defined for a rating.</summary>
    internal virtual bool Accepts(float rating) => true;

    /// <summary>Which ratings it accepts, for a message; null where it accepts all, so that nobody need look at them.</summary>
    internal virtual string? Accepted => null;

    /// <summary>mu: where predictions begin, from the mean of so many ratings.</summary>
    internal virtual float Center(double mean, int count) => (float)mean;

    /// <summary>What the factors at the start are moved up by, so that a fit begins where the loss is tame.</summary>
    internal virtual float Offset(double mean, int rank) => 0f;

    /// <summary>
    /// The squared slope of a prediction that knows nothing, by which a fit that runs off is recognized; infinity where
    /// slopes do not tell, because they are bounded or because a sound fit has large ones.
    /// </summary>
    internal virtual double SquaredSlope(double variance) => double.PositiveInfinity;

    internal abstract TResult Bind<TVisitor, TResult>(TVisitor visitor)
        where TVisitor : ILossVisitor<TResult>;
}
