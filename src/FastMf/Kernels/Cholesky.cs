using System.Diagnostics;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Solves A x = g for a symmetric positive semidefinite A of n unknowns: A = R' R with R upper triangular, then
/// R x = R'^-1 g. The matrix holds A's upper triangle in rows of a multiple of 16 floats, and g in column n.
/// </summary>
/// <remarks>
/// A singular system has an answer too. An unknown whose column depends on those before it (a pivot of at most 1e-5 of
/// its diagonal element) is fixed at 0, and the system of the others is solved.
/// </remarks>
internal static class Cholesky
{
    private const float Dependent = 1e-5f;

    /// <summary>Puts R in A's place and R'^-1 g in that of g. A row of zeros in R stands for an unknown fixed at 0.</summary>
    /// <param name="matrix">A and g; the first <paramref name="count"/> rows are changed.</param>
    /// <param name="stride">Floats a row: a multiple of 16, above <paramref name="count"/>.</param>
    /// <param name="count">n.</param>
    /// <param name="limits">Room for n floats.</param>
    public static void Factor<TSimd>(Span<float> matrix, int stride, int count, Span<float> limits)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(stride % 16 == 0 && count < stride && matrix.Length >= count * stride && limits.Length >= count);
        for (int k = 0; k < count; k++)
            limits[k] = Dependent * matrix[k * stride + k];
        for (int k = 0; k < count; k++)
        {
            Span<float> row = matrix.Slice(k * stride, stride);
            int block = k / 16 * 16;
            float pivot = row[k];
            row[block..k].Clear();
            if (pivot <= limits[k] && float.IsFinite(limits[k])) // beyond that the numbers have run off: NaN must show
            {
                row[block..].Clear();
                continue;
            }
            ref float r = ref MemoryMarshal.GetReference(row);
            TSimd scale = TSimd.Splat(1f / MathF.Sqrt(pivot));
            for (int j = block; j < stride; j += 16)
                (scale * TSimd.Load(ref r, (nuint)j)).Store(ref r, (nuint)j);
            for (int i = k + 1; i < count; i++)
            {
                ref float target = ref matrix[i * stride];
                TSimd factor = TSimd.Splat(row[i]);
                for (nuint j = (nuint)(i / 16 * 16); j < (nuint)stride; j += 16)
                    TSimd
                        .NegatedMultiplyAdd(factor, TSimd.Load(ref r, j), TSimd.Load(ref target, j))
                        .Store(ref target, j);
            }
        }
    }

    /// <summary>Solves R x = R'^-1 g from the last unknown to the first.</summary>
    /// <param name="matrix">What <see cref="Factor"/> made.</param>
    /// <param name="stride">Floats a row.</param>
    /// <param name="count">n.</param>
    /// <param name="x">Receives x, and zeros after it: <paramref name="stride"/> floats.</param>
    public static void Solve<TSimd>(ReadOnlySpan<float> matrix, int stride, int count, Span<float> x)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(matrix.Length >= count * stride && x.Length == stride);
        x.Clear();
        for (int k = count - 1; k >= 0; k--)
        {
            ReadOnlySpan<float> row = matrix.Slice(k * stride, stride);
            int block = k / 16 * 16;
            if (row[k] != 0f)
                x[k] = (row[count] - Dot.Of<TSimd>(row[block..], x[block..])) / row[k];
        }
    }
}
