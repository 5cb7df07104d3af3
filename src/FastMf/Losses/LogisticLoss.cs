using System.Runtime.CompilerServices;
using FastMf.Kernels;

namespace FastMf.Losses;

/// <summary>
/// The cross-entropy of p = sigmoid(y): loss(r, y) = -r ln p - (1 - r) ln(1 - p), slope p - r, r 0 or 1.
/// </summary>
public sealed record LogisticLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "logistic";

    /// <inheritdoc/>
    public override string Formula => "cross-entropy of p = sigmoid(y)";

    /// <inheritdoc/>
    public override bool IsForClasses => true;

    /// <inheritdoc/>
    public override float Respond(float prediction) => (float)Sigmoid.Of(prediction);

    internal override bool Accepts(float rating) => rating is 0f or 1f;

    internal override string Accepted => "0 or 1";

    /// <summary>The log-odds of the mean; one that says never or always is moved by half a rating, to stay finite.</summary>
    internal override float Center(double mean, int count)
    {
        double half = 0.5 / Math.Max(count, 1);
        double p = Math.Clamp(mean, half, 1 - half);
        return (float)Elementary.Log(p / (1 - p));
    }

    internal override TResult Bind<TVisitor, TResult>(TVisitor visitor) => visitor.Visit(default(Operator));

    private readonly struct Operator : ILoss
    {
        public double Value(double target, double prediction) => Sigmoid.CrossEntropy(target > 0, prediction);

        // p - 1 = -sigmoid(-y): nothing cancels.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Slope(float target, float prediction) =>
            target > 0f ? -(float)Sigmoid.Of(-(double)prediction) : (float)Sigmoid.Of(prediction);

        public bool Bends(double target, double from, double to) => false;
    }
}
