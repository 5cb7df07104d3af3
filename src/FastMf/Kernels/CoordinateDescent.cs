using System.Diagnostics;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Lowers 1/2 d'A d - g'd over d with x + d at 0 or above, one coordinate at a time: the way to non-negative factors
/// (Franc, Hlavac and Navara 2005).
/// </summary>
internal static class CoordinateDescent
{
    /// <summary>
    /// One sweep over the unknowns, first to last: each takes its best value while the others stay,
    /// x_k = max(0, x_k + g_k / A_kk), and the slopes g of all follow. An unknown with A_kk = 0 stays.
    /// </summary>
    /// <param name="matrix">A, both triangles: rows of as many floats as <paramref name="g"/> has.</param>
    /// <param name="g">What is left of the right side at x, padded to a multiple of 16 floats; changed.</param>
    /// <param name="x">The unknowns; changed.</param>
    /// <param name="bounded">How many of them, the first ones, are kept at 0 or above.</param>
    public static void Sweep<TSimd>(ReadOnlySpan<float> matrix, Span<float> g, Span<float> x, int bounded)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(g.Length % 16 == 0 && x.Length <= g.Length && matrix.Length >= x.Length * g.Length);
        for (int k = 0; k < x.Length; k++)
        {
            ReadOnlySpan<float> row = matrix.Slice(k * g.Length, g.Length);
            if (row[k] <= 0f)
                continue;
            float best = x[k] + g[k] / row[k];
            if (k < bounded && best < 0f)
                best = 0f;
            float move = best - x[k];
            x[k] = best;
            if (move != 0f)
                Axpy.Add<TSimd>(-move, row, g);
        }
    }
}
