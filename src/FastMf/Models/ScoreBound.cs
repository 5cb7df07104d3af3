namespace FastMf.Models;

/// <summary>
/// What a score is at most, from lengths alone: by Cauchy and Schwarz u.v is at most |u| |v|, so that no score is above
/// start + b + |u| |v|.
/// </summary>
/// <remarks>
/// The bound holds for scores as they are computed. A dot product in float is at most (1 + eps)^(n/16 + 4) |u| |v|
/// plus the least float for each rounding; widened norms carry that factor and some more. The two additions that follow
/// are done in float on the bound too, and rounding never changes the order of two sums. Where a number is not finite
/// the bound is NaN or infinite, and nothing is left out.
/// </remarks>
/// <param name="stride">Floats of a row.</param>
internal readonly struct ScoreBound(int stride)
{
    // (1 + eps)^m <= 1 + 1.01 m eps; four more for the rounding of the norms, of their product and to float.
    private readonly double _slack = 1 + 1.01 * (stride / 16 + 8) / (1 << 24);

    /// <summary>What roundings of denormal numbers add at most.</summary>
    public double Tiny { get; } = (stride + 16) * 1.5e-45;

    /// <summary>A length with room for roundings.</summary>
    public double Widened(double norm) => norm * _slack;

    /// <summary>No score is above this.</summary>
    /// <param name="start">What the user's scores begin with.</param>
    /// <param name="bias">The largest bias, 0 where there are none.</param>
    /// <param name="norm">|u|, from <see cref="ItemOrder.Norm"/>.</param>
    /// <param name="widened">The largest |v|, <see cref="Widened"/>.</param>
    public float Of(float start, float bias, double norm, double widened) =>
        start + bias + (float)(norm * widened + Tiny);
}
