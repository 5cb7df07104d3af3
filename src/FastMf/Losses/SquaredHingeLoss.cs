using System.Runtime.CompilerServices;

namespace FastMf.Losses;

/// <summary>loss(r, y) = max(0, 1 - r y)^2, slope -2 r max(0, 1 - r y); r -1 or +1.</summary>
public sealed record SquaredHingeLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "squared-hinge";

    /// <inheritdoc/>
    public override string Formula => "max(0, 1 - r y)^2";

    /// <inheritdoc/>
    public override bool AllowsBiases => false;

    /// <inheritdoc/>
    public override bool IsForClasses => true;

    internal override bool Accepts(float rating) => rating is 1f or -1f;

    internal override string Accepted => "-1 or +1";

    internal override double SquaredSlope(double variance) => 4; // at y = 0

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(default(Operator));

    private readonly struct Operator : ILoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Value(double target, double prediction)
        {
            double missing = Math.Max(0, 1 - target * prediction);
            return missing * missing;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction) => -2f * target * MathF.Max(0f, 1f - target * prediction);

        public bool Bends(double target, double from, double to) => from <= 1 / target && 1 / target <= to;
    }
}
