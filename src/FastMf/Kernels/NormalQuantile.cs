using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Kernels;

/// <summary>The inverse of the standard normal distribution function.</summary>
internal static class NormalQuantile
{
    private const double Middle = 0.425; // half the width of the part that one fraction serves

    /// <summary>
    /// z with P(Z &lt;= z) = p, to a relative error of about 1e-15: algorithm AS 241, PPND16 (M. J. Wichura, "The
    /// percentage points of the normal distribution", Applied Statistics 37, 1988), on our own logarithm.
    /// </summary>
    /// <param name="p">A probability. 0 gives -infinity, 1 infinity, anything outside NaN.</param>
    public static double Of(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= Middle)
            return q * Ratio(CentreNumerator, CentreDenominator, 0.180625 - q * q);
        double tail = q < 0 ? p : 1 - p;
        if (!(tail > 0))
            return tail == 0 ? (q < 0 ? double.NegativeInfinity : double.PositiveInfinity) : double.NaN;
        double r = Math.Sqrt(-Elementary.Log(tail));
        double z =
            r <= 5 ? Ratio(MiddleNumerator, MiddleDenominator, r - 1.6) : Ratio(FarNumerator, FarDenominator, r - 5);
        return q < 0 ? -z : z;
    }

    /// <summary>
    /// Puts the quantile in the place of each probability: the same bits as one by one. Eight at a time in the middle,
    /// where 85 % of them are; then the tails, noted before so that no branch has to guess which they are.
    /// </summary>
    /// <param name="probabilities">At most 256.</param>
    public static void Of(Span<double> probabilities)
    {
        Debug.Assert(probabilities.Length <= 256);
        Span<byte> tails = stackalloc byte[probabilities.Length];
        Span<double> tailProbabilities = stackalloc double[probabilities.Length];
        int count = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            tails[count] = (byte)i;
            tailProbabilities[count] = probabilities[i];
            count += Math.Abs(probabilities[i] - 0.5) <= Middle ? 0 : 1;
        }
        Span<double> left = probabilities;
        for (; left.Length >= Vector512<double>.Count; left = left[Vector512<double>.Count..])
        {
            Vector512<double> q = Vector512.Create<double>(left) - Vector512.Create(0.5);
            (q * Ratio(CentreNumerator, CentreDenominator, Vector512.Create(0.180625) - q * q)).CopyTo(left);
        }
        foreach (ref double probability in left)
            probability = Of(probability);
        for (int i = 0; i < count; i++)
            probabilities[tails[i]] = Of(tailProbabilities[i]);
    }

    // Coefficients from the highest power down, as published.
    private static ReadOnlySpan<double> CentreNumerator =>
        [
            2509.0809287301227,
            33430.57558358813,
            67265.7709270087,
            45921.95393154987,
            13731.69376550946,
            1971.5909503065513,
            133.14166789178438,
            3.3871328727963665,
        ];
    private static ReadOnlySpan<double> CentreDenominator =>
        [
            5226.495278852854,
            28729.085735721943,
            39307.89580009271,
            21213.794301586597,
            5394.196021424751,
            687.1870074920579,
            42.31333070160091,
            1.0,
        ];
    private static ReadOnlySpan<double> MiddleNumerator =>
        [
            0.0007745450142783414,
            0.022723844989269184,
            0.2417807251774506,
            1.2704582524523684,
            3.6478483247632045,
            5.769497221460691,
            4.630337846156546,
            1.4234371107496835,
        ];
    private static ReadOnlySpan<double> MiddleDenominator =>
        [
            1.0507500716444169e-9,
            0.0005475938084995345,
            0.015198666563616457,
            0.14810397642748008,
            0.6897673349851,
            1.6763848301838038,
            2.053191626637759,
            1.0,
        ];
    private static ReadOnlySpan<double> FarNumerator =>
        [
            2.0103343992922881e-7,
            2.7115555687434876e-5,
            0.0012426609473880784,
            0.026532189526576124,
            0.29656057182850487,
            1.7848265399172913,
            5.463784911164114,
            6.657904643501103,
        ];
    private static ReadOnlySpan<double> FarDenominator =>
        [
            2.0442631033899397e-15,
            1.421511758316446e-7,
            1.8463183175100548e-5,
            0.0007868691311456133,
            0.014875361290850615,
            0.1369298809227358,
            0.599832206555888,
            1.0,
        ];

    private static double Ratio(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator, double r)
    {
        double top = 0;
        double bottom = 0;
        for (int i = 0; i < numerator.Length; i++)
        {
            top = Math.FusedMultiplyAdd(top, r, numerator[i]);
            bottom = Math.FusedMultiplyAdd(bottom, r, denominator[i]);
        }

        return top / bottom;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Ratio(
        ReadOnlySpan<double> numerator,
        ReadOnlySpan<double> denominator,
        Vector512<double> r
    )
    {
        Vector512<double> top = Vector512<double>.Zero;
        Vector512<double> bottom = Vector512<double>.Zero;
        for (int i = 0; i < numerator.Length; i++)
        {
            top = Vector512.FusedMultiplyAdd(top, r, Vector512.Create(numerator[i]));
            bottom = Vector512.FusedMultiplyAdd(bottom, r, Vector512.Create(denominator[i]));
        }

        return top / bottom;
    }
}
