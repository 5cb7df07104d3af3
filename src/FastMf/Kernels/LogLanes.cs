using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace FastMf.Kernels;

/// <summary>
/// <see cref="Elementary.Log"/> of eight numbers at once: the same operations in the same order on each, and so the same
/// bits. The formulas are explained there.
/// </summary>
internal static class LogLanes
{
    private static ReadOnlySpan<double> Coefficients =>
        [1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5];

    /// <summary>The natural logarithms of numbers that are finite and at least 2^-1022.</summary>
    public static Lanes Of(Lanes x)
    {
        Vector512<long> bits = x.AsInt64();
        Vector512<long> fraction = bits & Vector512.Create(0xF_FFFF_FFFF_FFFF);
        Vector512<long> above = Vector512.GreaterThan(fraction, Vector512.Create(0x6_A09E_667F_3BCC)); // -1 where true
        Vector512<long> bias = Vector512.Create(1023L);
        Lanes exponent = Vector512.ConvertToDouble((bits >> 52) - bias - above);
        Lanes m = (fraction | ((bias + above) << 52)).AsDouble();
        (Lanes high, Lanes low) = OfSignificand(m);
        Lanes whole = exponent * Elementary.Ln2High;
        Lanes sum = whole + high;
        low += Fused(exponent, Vector512.Create(Elementary.Ln2Low), high - (sum - whole));
        Lanes result = sum + low;
        return result + (low - (result - sum));
    }

    private static (Lanes High, Lanes Low) OfSignificand(Lanes m)
    {
        Lanes one = Vector512.Create(1.0);
        Lanes two = Vector512.Create(2.0);
        Lanes numerator = m - one;
        Lanes denominator = m + one;
        Lanes denominatorLow = m - (denominator - one);
        Lanes s = numerator / denominator;
        Lanes sLow = Fused(-s, denominatorLow, Fused(-s, denominator, numerator)) / denominator;

        Lanes z = s * s;
        Lanes zLow = Fused(s, s, -z) + two * s * sLow;
        Lanes tail = Vector512.Create(1.0 / 23);
        foreach (double coefficient in Coefficients)
            tail = Fused(tail, z, Vector512.Create(coefficient));
        tail *= z * z;

        Lanes thirdHigh = Vector512.Create(Elementary.ThirdHigh);
        Lanes third = z * thirdHigh;
        Lanes thirdLow =
            Fused(z, thirdHigh, -third) + Fused(z, Vector512.Create(Elementary.ThirdLow), zLow * thirdHigh);
        Lanes w = third + tail;
        Lanes wLow = tail - (w - third) + thirdLow;

        Lanes twice = two * s;
        Lanes product = twice * w;
        Lanes productLow = Fused(twice, w, -product) + Fused(twice, wLow, two * sLow * w);
        Lanes high = twice + product;
        return (high, product - (high - twice) + productLow + two * sLow);
    }

    private static Lanes Fused(Lanes x, Lanes y, Lanes z) => Vector512.FusedMultiplyAdd(x, y, z);
}
