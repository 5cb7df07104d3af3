using FastMf.Penalties;
using FastMf.Tests.Examples;

namespace FastMf.Tests.Reference;

/// <summary>L2, L1 and the unsquared Frobenius norm of one side, by the formulas, in double.</summary>
internal sealed class PlainPenalty
{
    private readonly double _l2;
    private readonly double _l1;
    private readonly double _frobenius;

    public PlainPenalty(Penalty penalty, bool ofItems)
    {
        foreach (LambdaPenalty part in penalty.Parts)
        {
            double lambda = ofItems ? part.Items : part.Users;
            (double l2, double l1, double frobenius) = part switch
            {
                L2Penalty => (lambda, 0.0, 0.0),
                L1Penalty => (0, lambda, 0),
                FrobeniusPenalty => (0, 0, lambda),
                ElasticNetPenalty => (lambda / 2, lambda / 2, 0),
                _ => throw new NotSupportedException($"Write the formula of {part.Name} here."),
            };
            _l2 += l2;
            _l1 += l1;
            _frobenius += frobenius;
        }
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
