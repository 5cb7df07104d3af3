using System.Diagnostics;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Lowers 1/2 d'A d - g'd + t sum_k |x_k + d_k| over d, on demand with x + d at 0 or above, one coordinate at a time: the
/// way to non-negative factors (Franc, Hlavac and Navara 2005) and to those of an L1 penalty (Friedman et al. 2007).
/// </summary>
internal static class CoordinateDescent
{
    /// <summary>
    /// One sweep over the unknowns, first to last: each takes its best value while the others stay,
    /// x_k = soft(x_k + g_k / A_kk, t / A_kk), and the slopes g of all follow. An unknown with A_kk = 0 stays; with t
    /// it goes to 0.
    /// </summary>
    /// <param name="matrix">A, both triangles: rows of as many floats as <paramref name="g"/> has.</param>
    /// <param name="g">What is left of the right side at x, padded to a multiple of 16 floats; changed.</param>
    /// <param name="x">The unknowns; changed.</param>
    /// <param name="factors">How many of them, the first ones, t and the bound are for.</param>
    /// <param name="nonNegative">Whether these are kept at 0 or above.</param>
    /// <param name="threshold">t, 0 or more.</param>
    /// <returns>How far the unknown that moved most has moved.</returns>
    public static float Sweep<TSimd>(
        ReadOnlySpan<float> matrix,
        Span<float> g,
        Span<float> x,
        int factors,
        bool nonNegative,
        float threshold
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(g.Length % 16 == 0 && x.Length <= g.Length && matrix.Length >= x.Length * g.Length);
        float most = 0f;
        for (int k = 0; k < x.Length; k++)
        {
            ReadOnlySpan<float> row = matrix.Slice(k * g.Length, g.Length);
            if (row[k] <= 0f)
            {
                if (k < factors && threshold > 0f)
                    x[k] = 0f; // the penalty is all that is left of J
                continue;
            }
            float best = x[k] + g[k] / row[k];
            if (k < factors)
            {
                float way = threshold / row[k];
                best -= Math.Clamp(best, -way, way); // NaN stays
                if (nonNegative && best < 0f)
                    best = 0f;
            }
            float move = best - x[k];
            x[k] = best;
            most = MathF.Max(most, MathF.Abs(move));
            if (move != 0f)
                Axpy.Add<TSimd>(-move, row, g);
        }
        return most;
    }
}
