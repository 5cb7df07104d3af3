using System.Runtime.CompilerServices;
using FastMf.Catalogs;

namespace FastMf.Losses;

/// <summary>
/// With e = r - y: loss(r, y) = e^2/2 for |e| &lt;= delta, delta (|e| - delta/2) beyond; slope -e, bounded by delta
/// (Huber 1964).
/// </summary>
public sealed record HuberLoss : Loss
{
    /// <param name="delta">Where it turns linear: finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not finite or not above 0.</exception>
    public HuberLoss(float delta = 1f)
    {
        if (!(delta > 0f && float.IsFinite(delta)))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "delta must be finite and above 0.");
        Delta = delta;
    }

    /// <summary>Where it turns linear.</summary>
    public float Delta { get; }

    /// <inheritdoc/>
    public override string Name => "huber";

    /// <inheritdoc/>
    public override string Formula => "e^2/2 for |e| <= delta, else delta (|e| - delta/2), e = r - y";

    /// <inheritdoc/>
    public override IReadOnlyList<Setting<Loss>> Settings =>
        [
            Setting.Number<Loss>(
                "delta",
                nameof(Delta),
                "where it turns from quadratic to linear",
                Delta,
                Bounds.Positive,
                delta => new HuberLoss(delta)
            ),
        ];

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(new Operator(Delta));

    private readonly struct Operator(float delta) : ILoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Value(double target, double prediction)
        {
            double error = Math.Abs(target - prediction);
            return error <= delta ? 0.5 * error * error : delta * (error - 0.5 * delta);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction) => Math.Clamp(prediction - target, -delta, delta);

        public bool Bends(double target, double from, double to) =>
            (from <= target - delta && target - delta <= to) || (from <= target + delta && target + delta <= to);
    }
}
