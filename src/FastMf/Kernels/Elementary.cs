using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Kernels;

/// <summary>
/// Exponential, logarithm and power in double precision, from + - * /, exact fused multiply-add and bit operations
/// alone: the same bits on every processor and operating system, which the platform's own functions do not promise.
/// </summary>
/// <remarks>
/// Errors, in units in the last place (ulp) of normal results: <see cref="Exp(double)"/> below 1, <see cref="Log"/> and
/// <see cref="Log2"/> below 0.51, <see cref="Pow"/> below 1.3 (docs/numerics.md derives them, tests watch them).
/// Every NaN result is <see cref="double.NaN"/>, so that not even its sign follows the platform.
/// </remarks>
internal static class Elementary
{
    // ln 2 = Ln2High + Ln2Low to 2^-96; the high part has 42 bits, so that its product with an exponent is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;

    // 1 / ln 2 and 1 / 3 as sums of two doubles.
    private const double Log2EHigh = 1.4426950408889634;
    private const double Log2ELow = 2.0355273740931033e-17;
    private const double ThirdHigh = 0.3333333333333333;
    private const double ThirdLow = 1.850371707708594e-17;

    /// <summary>e^x: 0 below -745.13…, infinity above 709.78….</summary>
    public static double Exp(double x) => Exp(x, 0);

    /// <summary>The natural logarithm: -infinity at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0 && x < double.PositiveInfinity))
            return LogOutside(x);
        (double high, double low) = LogParts(x);
        return high + low;
    }

    /// <summary>The logarithm to base 2, exact for powers of two: -infinity at 0, NaN below.</summary>
    public static double Log2(double x)
    {
        if (!(x > 0 && x < double.PositiveInfinity))
            return LogOutside(x);
        double m = Significand(x, out int exponent);
        (double high, double low) = LogOfSignificand(m);
        double product = high * Log2EHigh;
        double productLow =
            Math.FusedMultiplyAdd(high, Log2EHigh, -product) + Math.FusedMultiplyAdd(high, Log2ELow, low * Log2EHigh);
        double sum = exponent + product;
        return sum + (product - (sum - exponent) + productLow);
    }

    /// <summary>
    /// x^y for x &gt;= 0, with the usual limits: x^0 = 1^y = 1, 0^y = 0 for y &gt; 0 and infinity for y &lt; 0.
    /// NaN for x &lt; 0: the powers taken here are those of counts and frequencies.
    /// </summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
            return 1;
        if (!(x >= 0) || double.IsNaN(y))
            return double.NaN;
        if (x == 0 || double.IsPositiveInfinity(x))
            return x == 0 == y > 0 ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(y))
            return x > 1 == y > 0 ? double.PositiveInfinity : 0;
        (double high, double low) = LogParts(x);
        double product = y * high;
        if (!(Math.Abs(product) < 1000)) // the low part may be infinity - infinity there
            return Exp(product, 0);
        return Exp(product, Math.FusedMultiplyAdd(y, high, -product) + y * low);
    }

    /// <summary>
    /// e^(high + low), |low| far below |high|. With high = k ln 2 + r, |r| &lt;= ln 2 / 2:  2^k e^r, where
    /// e^r = 1 + r + r^2 (1/2! + r/3! + … + r^11/13!); the first term left out is below 2^-57.
    /// </summary>
    private static double Exp(double high, double low)
    {
        if (!(high > -746)) // also NaN
            return double.IsNaN(high) ? double.NaN : 0;
        if (high > 710)
            return double.PositiveInfinity;
        double k = Math.Round(high * Log2EHigh);
        double r = Math.FusedMultiplyAdd(-k, Ln2High, high); // exact
        double rest = Math.FusedMultiplyAdd(-k, Ln2Low, low);
        double x = r + rest;
        double xx = x * x;
        double even = 2.08767569878681e-09;
        even = Math.FusedMultiplyAdd(even, xx, 2.755731922398589e-07);
        even = Math.FusedMultiplyAdd(even, xx, 2.48015873015873e-05);
        even = Math.FusedMultiplyAdd(even, xx, 0.001388888888888889);
        even = Math.FusedMultiplyAdd(even, xx, 0.041666666666666664);
        even = Math.FusedMultiplyAdd(even, xx, 0.5);
        double odd = 1.6059043836821613e-10;
        odd = Math.FusedMultiplyAdd(odd, xx, 2.505210838544172e-08);
        odd = Math.FusedMultiplyAdd(odd, xx, 2.7557319223985893e-06);
        odd = Math.FusedMultiplyAdd(odd, xx, 0.0001984126984126984);
        odd = Math.FusedMultiplyAdd(odd, xx, 0.008333333333333333);
        odd = Math.FusedMultiplyAdd(odd, xx, 0.16666666666666666);
        double y = 1 + (r + Math.FusedMultiplyAdd(xx, Math.FusedMultiplyAdd(odd, x, even), rest));

        // In two steps: 2^k alone is no double where the result is denormal or nearly overflows.
        int half = (int)k >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo((int)k - half);
    }

    /// <summary>e^x of eight numbers, each with the bits of <see cref="Exp(double)"/>; all are NaN or within ±708.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        const double Whole = 3L << 51; // added to a whole number, puts it into the lowest bits
        Vector512<double> k = Vector512.Round(x * Vector512.Create(Log2EHigh));
        Vector512<double> r = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2High), x);
        Vector512<double> rest = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Ln2Low), Vector512<double>.Zero);
        Vector512<double> z = r + rest;
        Vector512<double> zz = z * z;
        Vector512<double> even = Vector512.Create(2.08767569878681e-09);
        even = Vector512.FusedMultiplyAdd(even, zz, Vector512.Create(2.755731922398589e-07));
        even = Vector512.FusedMultiplyAdd(even, zz, Vector512.Create(2.48015873015873e-05));
        even = Vector512.FusedMultiplyAdd(even, zz, Vector512.Create(0.001388888888888889));
        even = Vector512.FusedMultiplyAdd(even, zz, Vector512.Create(0.041666666666666664));
        even = Vector512.FusedMultiplyAdd(even, zz, Vector512.Create(0.5));
        Vector512<double> odd = Vector512.Create(1.6059043836821613e-10);
        odd = Vector512.FusedMultiplyAdd(odd, zz, Vector512.Create(2.505210838544172e-08));
        odd = Vector512.FusedMultiplyAdd(odd, zz, Vector512.Create(2.7557319223985893e-06));
        odd = Vector512.FusedMultiplyAdd(odd, zz, Vector512.Create(0.0001984126984126984));
        odd = Vector512.FusedMultiplyAdd(odd, zz, Vector512.Create(0.008333333333333333));
        odd = Vector512.FusedMultiplyAdd(odd, zz, Vector512.Create(0.16666666666666666));
        Vector512<double> y =
            Vector512<double>.One
            + (r + Vector512.FusedMultiplyAdd(zz, Vector512.FusedMultiplyAdd(odd, z, even), rest));
        return y * ((k + Vector512.Create(Whole + 1023)).AsInt64() << 52).AsDouble();
    }

    /// <summary>ln x as the sum of two doubles, to about 2^-63 of its value; x is finite and above 0.</summary>
    private static (double High, double Low) LogParts(double x)
    {
        double m = Significand(x, out int exponent);
        (double high, double low) = LogOfSignificand(m);
        double whole = exponent * Ln2High; // exact, and either 0 or larger than |high|
        double sum = whole + high;
        low += Math.FusedMultiplyAdd(exponent, Ln2Low, high - (sum - whole));
        double result = sum + low;
        return (result, low - (result - sum));
    }

    /// <summary>
    /// ln m for m in [sqrt 1/2, sqrt 2): with s = (m - 1) / (m + 1) and z = s^2, it is 2 artanh s
    /// = 2 s (1 + z/3 + z^2 (1/5 + z/7 + … + z^8/21)); z &lt;= 0.0295, and what is left out is below 2^-60.
    /// s, z/3 and the sums are carried as two doubles.
    /// </summary>
    private static (double High, double Low) LogOfSignificand(double m)
    {
        double numerator = m - 1; // exact
        double denominator = m + 1;
        double denominatorLow = m - (denominator - 1);
        double s = numerator / denominator;
        double sLow =
            Math.FusedMultiplyAdd(-s, denominatorLow, Math.FusedMultiplyAdd(-s, denominator, numerator)) / denominator;

        double z = s * s;
        double zLow = Math.FusedMultiplyAdd(s, s, -z) + 2 * s * sLow;
        double tail = 1.0 / 23;
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 21);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 19);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 17);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 15);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 13);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 11);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 9);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 7);
        tail = Math.FusedMultiplyAdd(tail, z, 1.0 / 5);
        tail *= z * z;

        double third = z * ThirdHigh;
        double thirdLow =
            Math.FusedMultiplyAdd(z, ThirdHigh, -third) + Math.FusedMultiplyAdd(z, ThirdLow, zLow * ThirdHigh);
        double w = third + tail;
        double wLow = tail - (w - third) + thirdLow;

        double twice = 2 * s;
        double product = twice * w;
        double productLow =
            Math.FusedMultiplyAdd(twice, w, -product) + Math.FusedMultiplyAdd(twice, wLow, 2 * sLow * w);
        double high = twice + product;
        return (high, product - (high - twice) + productLow + 2 * sLow);
    }

    /// <summary>m in [sqrt 1/2, sqrt 2) and the exponent with x = m 2^exponent; x is finite and above 0.</summary>
    private static double Significand(double x, out int exponent)
    {
        exponent = 0;
        if (x < 2.2250738585072014E-308) // denormal
        {
            x *= 18014398509481984; // 2^54
            exponent = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        long fraction = bits & 0xF_FFFF_FFFF_FFFF;
        int high = fraction > 0x6_A09E_667F_3BCC ? 1 : 0; // above sqrt 2: halve
        exponent += (int)(bits >> 52) - 1023 + high;
        return BitConverter.Int64BitsToDouble(fraction | ((1023L - high) << 52));
    }

    private static double LogOutside(double x) =>
        x == 0 ? double.NegativeInfinity
        : x > 0 ? x
        : double.NaN;

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((exponent + 1023L) << 52);
}
