using FastMf.Kernels;
using FastMf.Penalties;

namespace FastMf.Tests.Examples;

#region snippet
/// <summary>
/// Half L1 and half L2, as scikit-learn's ElasticNet has it with l1_ratio 0.5:
/// penalty(x) = lambda/2 * sum_k |x_k| + lambda/4 * sum_k x_k^2.
/// </summary>
public sealed record ElasticNetPenalty : LambdaPenalty
{
    /// <param name="users">The users' lambda: finite, not negative.</param>
    /// <param name="items">The items' lambda: finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or not finite.</exception>
    public ElasticNetPenalty(float users, float items)
        : base(users, items) { }

    /// <inheritdoc/>
    public override string Name => "elastic-net";

    /// <inheritdoc/>
    public override string Formula => "lambda/2 sum_k |x_k| + lambda/4 |x|^2 of a row x";

    internal override ElasticNetPenalty With(float users, float items) => new(users, items);

    private protected override PenaltyStrength Strength(float lambda) =>
        new() { Shrink = lambda / 2f, Threshold = lambda / 2f };

    private protected override double Value(float lambda, ReadOnlySpan<float> row) =>
        lambda / 2 * (Sum.OfMagnitudes(row) + 0.5 * Sum.OfSquares(row));
}
#endregion
