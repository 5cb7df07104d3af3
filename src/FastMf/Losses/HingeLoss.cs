using System.Runtime.CompilerServices;

namespace FastMf.Losses;

/// <summary>loss(r, y) = max(0, 1 - r y), slope -r where 1 - r y is above 0 and 0 elsewhere; r -1 or +1.</summary>
public sealed record HingeLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "hinge";

    /// <inheritdoc/>
    public override string Formula => "max(0, 1 - r y)";

    /// <inheritdoc/>
    public override bool AllowsBiases => false;

    /// <inheritdoc/>
    public override bool IsForClasses => true;

    internal override bool Accepts(float rating) => rating is 1f or -1f;

    internal override string Accepted => "-1 or +1";

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(default(Operator));

    private readonly struct Operator : ILoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Value(double target, double prediction) => Math.Max(0, 1 - target * prediction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction)
        {
            float missing = 1f - target * prediction;
            return missing > 0f ? -target
                : missing <= 0f ? 0f
                : missing; // NaN must not get lost
        }

        public bool Bends(double target, double from, double to) => from <= 1 / target && 1 / target <= to;
    }
}
