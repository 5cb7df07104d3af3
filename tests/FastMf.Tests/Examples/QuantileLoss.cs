using System.Runtime.CompilerServices;
using FastMf.Catalogs;
using FastMf.Losses;

namespace FastMf.Tests.Examples;

#region snippet
/// <summary>
/// The pinball loss (Koenker and Bassett 1978), least where y is the tau-quantile of r: loss(r, y) = tau (r - y) for
/// y below r, (1 - tau) (y - r) above; slope -tau below, 1 - tau above, 0 at r.
/// </summary>
public sealed record QuantileLoss : Loss
{
    /// <param name="tau">The share of ratings below the prediction: between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Tau is not between 0 and 1.</exception>
    public QuantileLoss(float tau = 0.5f)
    {
        Tau = tau;
        EntryText.Check(this);
    }

    /// <summary>The share of ratings below the prediction.</summary>
    public float Tau { get; }

    /// <inheritdoc/>
    public override string Name => "quantile";

    /// <inheritdoc/>
    public override string Formula => "tau (r - y) for y < r, else (1 - tau) (y - r)";

    /// <inheritdoc/>
    public override IReadOnlyList<Setting<Loss>> Settings =>
        [
            Setting.Number<Loss>(
                "tau",
                nameof(Tau),
                "the share of ratings below the prediction",
                Tau,
                Bounds.Inside,
                tau => new QuantileLoss(tau)
            ),
        ];

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(new Operator(Tau));

    private readonly struct Operator(float tau) : ILoss
    {
        public double Value(double target, double prediction) =>
            prediction < target ? tau * (target - prediction) : (1.0 - tau) * (prediction - target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction)
        {
            float excess = prediction - target;
            return excess > 0f ? 1f - tau
                : excess < 0f ? -tau
                : excess; // 0, or NaN, which must not get lost
        }

        public bool Bends(double target, double from, double to) => from <= target && target <= to;
    }
}
#endregion
