using System.Runtime.CompilerServices;

namespace FastMf.Losses;

/// <summary>loss(r, y) = |r - y|, slope -1 below r, +1 above it, 0 at r.</summary>
public sealed record AbsoluteLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "absolute";

    /// <inheritdoc/>
    public override string Formula => "|r - y|";

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(default(Operator));

    private readonly struct Operator : ILoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Value(double target, double prediction) => Math.Abs(target - prediction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction)
        {
            float excess = prediction - target;
            return excess > 0f ? 1f
                : excess < 0f ? -1f
                : excess; // 0, or NaN, which must not get lost
        }

        public bool Bends(double target, double from, double to) => from <= target && target <= to;
    }
}
