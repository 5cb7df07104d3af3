using FastMf.Kernels;

namespace FastMf.Penalties;

/// <summary>
/// penalty(x) = lambda/2 * sum_k x_k^2, gradient lambda * x. With the exponent nu = 0 this is the textbook's
/// lambda/2 * ||U||_F^2; with nu = 1 the weighted form of per-rating SGD and ALS-WR.
/// </summary>
public sealed record L2Penalty : LambdaPenalty
{
    /// <param name="users">The users' lambda: finite, not negative.</param>
    /// <param name="items">The items' lambda: finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or not finite.</exception>
    public L2Penalty(float users, float items)
        : base(users, items) { }

    /// <inheritdoc/>
    public override string Name => "l2";

    /// <inheritdoc/>
    public override string Formula => "lambda/2 |x|^2 of a row x";

    /// <summary>The variances of the normal priors that it stands for: 2 sigma^2 / lambda, infinite where lambda is 0.</summary>
    /// <param name="noiseVariance">sigma^2 of the ratings around y: finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance is out of range.</exception>
    public (double Users, double Items) PriorVariances(double noiseVariance) => Spreads(this, noiseVariance);

    internal override L2Penalty With(float users, float items) => new(users, items);

    private protected override PenaltyStrength Strength(float lambda) => new() { Shrink = lambda };

    private protected override double Value(float lambda, ReadOnlySpan<float> row) => 0.5 * lambda * Sum.OfSquares(row);
}
