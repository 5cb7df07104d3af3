using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastMf.Kernels;

namespace FastMf.Losses;

/// <summary>sigmoid(y) = 1 / (1 + e^-y) and its cross-entropy, without overflow or cancellation for any y.</summary>
internal static class Sigmoid
{
    /// <summary>sigmoid(y): 0 and 1 far out.</summary>
    public static double Of(double y) => 1 / (1 + Elementary.Exp(-y));

    /// <summary>sigmoid(y) of sixteen numbers, with the bits of one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> y) =>
        Vector512.Narrow(Of(Vector512.WidenLower(y)), Of(Vector512.WidenUpper(y)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Of(Vector512<double> y)
    {
        Vector512<double> limit = Vector512.Create(708.0); // further out nothing changes in single precision
        Vector512<double> x = -y;
        x = Vector512.ConditionalSelect(Vector512.GreaterThan(x, limit), limit, x);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, -limit), -limit, x);
        return Vector512<double>.One / (Vector512<double>.One + Elementary.Exp(x));
    }

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
