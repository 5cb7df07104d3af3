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

    /// <summary>Sum of |x_i| from left to right; zeros of a padding change nothing.</summary>
    public static double OfMagnitudes(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
            sum += Math.Abs((double)value);
        return sum;
    }
}
