using FastMf.Kernels;

namespace FastMf.Penalties;

/// <summary>
/// penalty(x) = lambda * sum_k |x_k| (Tibshirani 1996). Training takes it by soft threshold: after a step of size s,
/// x = sign(x) max(0, |x| - s lambda), so that many factors end at exactly 0. Together with L2 it is the elastic net
/// (Zou and Hastie 2005).
/// </summary>
public sealed record L1Penalty : LambdaPenalty
{
    /// <param name="users">The users' lambda: finite, not negative.</param>
    /// <param name="items">The items' lambda: finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or not finite.</exception>
    public L1Penalty(float users, float items)
        : base(users, items) { }

    /// <inheritdoc/>
    public override string Name => "l1";

    /// <inheritdoc/>
    public override string Formula => "lambda sum_k |x_k| of a row";

    /// <summary>The scales b of the Laplace priors that it stands for: 2 sigma^2 / lambda, infinite where lambda is 0.</summary>
    /// <param name="noiseVariance">sigma^2 of the ratings around y: finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance is out of range.</exception>
    public (double Users, double Items) LaplaceScales(double noiseVariance) => Spreads(this, noiseVariance);

    internal override L1Penalty With(float users, float items) => new(users, items);

    private protected override PenaltyStrength Strength(float lambda) => new() { Threshold = lambda };

    private protected override double Value(float lambda, ReadOnlySpan<float> row) => lambda * Sum.OfMagnitudes(row);
}
