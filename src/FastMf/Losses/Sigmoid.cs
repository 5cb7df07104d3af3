using FastMf.Kernels;

namespace FastMf.Losses;

/// <summary>sigmoid(y) = 1 / (1 + e^-y) and its cross-entropy, without overflow or cancellation for any y.</summary>
internal static class Sigmoid
{
    /// <summary>sigmoid(y): 0 and 1 far out.</summary>
    public static double Of(double y) => 1 / (1 + Elementary.Exp(-y));

    /// <summary>-ln sigmoid(y) where the rating says yes, -ln(1 - sigmoid(y)) where it says no.</summary>
    public static double CrossEntropy(bool positive, double y)
    {
        double z = positive ? -y : y; // ln(1 + e^z) = max(z, 0) + ln(1 + e^-|z|)
        double small = Elementary.Exp(-Math.Abs(z));
        double sum = 1 + small;
        // The logarithm of a rounded sum, put right by how much of the small part the rounding kept (Kahan).
        double rest = sum == 1 ? small : Elementary.Log(sum) * (small / (sum - 1));
        return Math.Max(z, 0) + rest;
    }
}
