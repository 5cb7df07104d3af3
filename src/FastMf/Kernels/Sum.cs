using System.Diagnostics;

namespace FastMf.Kernels;

/// <summary>Sums in double precision and in a fixed order, for objectives and metrics.</summary>
internal static class Sum
{
    private const int Leaf = 128;

    /// <summary>
    /// The sum, in runs of 128 added by halving: the order depends on the length alone, and the error is below
    /// (128 + log2 n) 2^-53 sum |x_i|.
    /// </summary>
    public static double Of(ReadOnlySpan<double> x)
    {
        if (x.Length > Leaf)
        {
            int half = (x.Length / 2 + Leaf - 1) / Leaf * Leaf;
            return Of(x[..half]) + Of(x[half..]);
        }

        double sum = 0;
        foreach (double value in x)
            sum += value;
        return sum;
    }

    /// <summary>Sum of x_i^2 from left to right; the squares are exact in double, and zeros of a padding change nothing.</summary>
    public static double OfSquares(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
            sum += (double)value * value;
        return sum;
    }

    /// <summary>Sum of x_i y_i, four runs of every fourth product; products are exact in double, and zeros of a padding change nothing.</summary>
    /// <param name="x">A multiple of 4 floats.</param>
    /// <param name="y">As many.</param>
    public static double OfProducts(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Debug.Assert(x.Length == y.Length && x.Length % 4 == 0);
        (double first, double second, double third, double fourth) = (0, 0, 0, 0);
        for (int i = 0; i + 3 < x.Length; i += 4)
        {
            first += (double)x[i] * y[i];
            second += (double)x[i + 1] * y[i + 1];
            third += (double)x[i + 2] * y[i + 2];
            fourth += (double)x[i + 3] * y[i + 3];
        }
        return first + third + (second + fourth);
    }

    /// <summary>Sum of |x_i| from left to right; zeros of a padding change nothing.</summary>
    public static double OfMagnitudes(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
            sum += Math.Abs((double)value);
        return sum;
    }
}
