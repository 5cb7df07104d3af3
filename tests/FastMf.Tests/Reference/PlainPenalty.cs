using FastMf.Penalties;

namespace FastMf.Tests.Reference;

/// <summary>L2, L1 and the unsquared Frobenius norm of one side, by the formulas, in double.</summary>
internal sealed class PlainPenalty
{
    private readonly double _l2;
    private readonly double _l1;
    private readonly double _frobenius;

    public PlainPenalty(Penalty penalty, bool ofItems)
    {
        _l2 = Lambda<L2Penalty>();
        _l1 = Lambda<L1Penalty>();
        _frobenius = Lambda<FrobeniusPenalty>();

        double Lambda<T>()
            where T : LambdaPenalty =>
            penalty.Parts.OfType<T>().SingleOrDefault() is { } part ? (ofItems ? part.Items : part.Users) : 0;
    }

    /// <summary>The L1 lambda, for thresholds.</summary>
    public double L1 => _l1;

    /// <summary>What the matrix costs, its rows with the given n^nu.</summary>
    public double Value(double[][] rows, Func<int, double> weight) =>
        rows.Select((row, i) => weight(i) * row.Sum(x => _l2 / 2 * x * x + _l1 * Math.Abs(x))).Sum()
        + _frobenius * Norm(rows);

    /// <summary>The gradient at x, without L1.</summary>
    public double Smooth(double x, double weight, double norm) =>
        weight * _l2 * x + (norm > 0 ? _frobenius * x / norm : 0);

    /// <summary>The gradient at x; 0 for the magnitude at 0.</summary>
    public double Slope(double x, double weight, double norm) => Smooth(x, weight, norm) + weight * _l1 * Math.Sign(x);

    public static double Norm(double[][] rows) => Math.Sqrt(rows.Sum(row => row.Sum(x => x * x)));

    public static double Soft(double x, double threshold) => Math.Sign(x) * Math.Max(0, Math.Abs(x) - threshold);
}
