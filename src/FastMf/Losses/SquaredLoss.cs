using System.Runtime.CompilerServices;

namespace FastMf.Losses;

/// <summary>
/// loss(r, y) = (r - y)^2, slope -2 (r - y). No 1/2: with it, every lambda would mean half as much.
/// </summary>
public sealed record SquaredLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "squared";

    /// <inheritdoc/>
    public override string Formula => "(r - y)^2";

    internal override double SquaredSlope(double variance) => 4 * variance;

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(default(Operator));

    private readonly struct Operator : ILoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Value(double target, double prediction) => (target - prediction) * (target - prediction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction) => -2f * (target - prediction);

        public bool Bends(double target, double from, double to) => false;
    }
}
