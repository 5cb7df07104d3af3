using System.Runtime.CompilerServices;
using FastMf.Kernels;

namespace FastMf.Losses;

/// <summary>
/// The generalized Kullback-Leibler divergence (Lee and Seung 2001): loss(r, y) = r ln(r/y) - r + y with 0 ln 0 = 0
/// and y taken as at least 1e-7; slope 1 - r/y. Below that bound the slope is the one at it, so that a prediction of
/// 0 can be left. Neither ratings nor factors are negative.
/// </summary>
public sealed record KullbackLeiblerLoss : Loss
{
    private const float Smallest = 1e-7f;

    /// <inheritdoc/>
    public override string Name => "kl";

    /// <inheritdoc/>
    public override string Formula => "r ln(r/y) - r + y, 0 ln 0 = 0, y at least 1e-7";

    /// <inheritdoc/>
    public override bool AllowsBiases => false;

    /// <inheritdoc/>
    public override bool NeedsNonNegative => true;

    internal override bool Accepts(float rating) => rating >= 0f;

    internal override string Accepted => "0 or above";

    /// <summary>sqrt(mean / rank) in every place predicts the mean; near 0 the slopes have no bound.</summary>
    internal override float Offset(double mean, int rank) => (float)Math.Sqrt(mean / rank);

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(default(Operator));

    private readonly struct Operator : ILoss
    {
        private const double MuchSteeper = 1.005; // differences are then off by 2e-6 of the slope

        public double Value(double target, double prediction)
        {
            double y = Math.Max(prediction, Smallest);
            return (target == 0 ? 0 : target * Elementary.Log(target / y)) - target + y;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction) => 1f - target / MathF.Max(prediction, Smallest);

        public bool Bends(double target, double from, double to) => from <= Smallest || to > MuchSteeper * from;
    }
}
