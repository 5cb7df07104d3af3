using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private const int Panel = DiagonalBlock.Size;

    /// <summary>Puts R in A's place and R'^-1 g in that of g. A row of zeros in R stands for an unknown fixed at 0.</summary>
    /// <remarks>
    /// Eight rows at a time: first all the rows above act on them, in registers, then they on each other. Each element is
    /// still one chain of fused steps over the rows above it in order.
    /// </remarks>
    /// <param name="matrix">A and g: n rows, and room for more to a multiple of 8; all of these are changed.</param>
    /// <param name="stride">Floats a row: a multiple of 16, above <paramref name="count"/>.</param>
    /// <param name="count">n.</param>
    /// <param name="limits">Room for n floats.</param>
    public static void Factor<TSimd>(Span<float> matrix, int stride, int count, Span<float> limits)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(stride % 16 == 0 && count < stride && limits.Length >= count);
        Debug.Assert(matrix.Length >= (count + Panel - 1) / Panel * Panel * stride);
        for (int k = 0; k < count; k++)
            limits[k] = Dependent * matrix[k * stride + k];
        ref float origin = ref MemoryMarshal.GetReference(matrix);
        nuint s = (nuint)stride;
        Span<float> scales = stackalloc float[Panel];
        Span<float> factors = stackalloc float[Panel * Panel];
        for (int first = 0; first < count; first += Panel)
        {
            int block = first / 16 * 16;
            ref float panel = ref Unsafe.Add(ref origin, first * stride + block);
            RegisterTile<TSimd, SubtractProduct<TSimd>>.Strip(
                ref Unsafe.Add(ref origin, first),
                s,
                1,
                ref Unsafe.Add(ref origin, block),
                s,
                first,
                ref panel,
                s,
                stride - block
            );
            ref float diagonal = ref Unsafe.Add(ref panel, first - block);
            DiagonalBlock.Factor(ref diagonal, s, limits[first..Math.Min(first + Panel, count)], factors, scales);
            for (nuint j = first == block ? 0u : 16u; j < (nuint)(stride - block); j += 16)
                Substitute<TSimd>(
                    ref Unsafe.Add(ref panel, j),
                    s,
                    ref MemoryMarshal.GetReference(factors),
                    ref MemoryMarshal.GetReference(scales)
                );
            for (int k = 0; k < Panel; k++) // in their place, with zeros before the diagonal
            {
                if (first > block)
                    Vector256<float>.Zero.StoreUnsafe(ref panel, (nuint)k * s);
                Vector256.LoadUnsafe(ref factors[k * Panel]).StoreUnsafe(ref diagonal, (nuint)k * s);
            }
        }
    }

    /// <summary>The rows of a panel on each other, in 16 columns.</summary>
    /// <param name="a">The panel at those columns.</param>
    /// <param name="s">Floats a row.</param>
    /// <param name="r">The panel's 8 x 8 factors, row after row.</param>
    /// <param name="scale">1 / R_kk of its rows.</param>
    private static void Substitute<TSimd>(ref float a, nuint s, ref float r, ref float scale)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd a0 = TSimd.Load(ref a, 0),
            a1 = TSimd.Load(ref a, s),
            a2 = TSimd.Load(ref a, 2 * s);
        TSimd a3 = TSimd.Load(ref a, 3 * s),
            a4 = TSimd.Load(ref a, 4 * s),
            a5 = TSimd.Load(ref a, 5 * s);
        TSimd a6 = TSimd.Load(ref a, 6 * s),
            a7 = TSimd.Load(ref a, 7 * s);

        a0 = TSimd.Splat(scale) * a0;
        a0.Store(ref a, 0);
        a1 = Less(a1, ref r, 1, a0);
        a2 = Less(a2, ref r, 2, a0);
        a3 = Less(a3, ref r, 3, a0);
        a4 = Less(a4, ref r, 4, a0);
        a5 = Less(a5, ref r, 5, a0);
        a6 = Less(a6, ref r, 6, a0);
        a7 = Less(a7, ref r, 7, a0);

        r = ref Unsafe.Add(ref r, Panel);
        a1 = TSimd.Splat(Unsafe.Add(ref scale, 1)) * a1;
        a1.Store(ref a, s);
        a2 = Less(a2, ref r, 2, a1);
        a3 = Less(a3, ref r, 3, a1);
        a4 = Less(a4, ref r, 4, a1);
        a5 = Less(a5, ref r, 5, a1);
        a6 = Less(a6, ref r, 6, a1);
        a7 = Less(a7, ref r, 7, a1);

        r = ref Unsafe.Add(ref r, Panel);
        a2 = TSimd.Splat(Unsafe.Add(ref scale, 2)) * a2;
        a2.Store(ref a, 2 * s);
        a3 = Less(a3, ref r, 3, a2);
        a4 = Less(a4, ref r, 4, a2);
        a5 = Less(a5, ref r, 5, a2);
        a6 = Less(a6, ref r, 6, a2);
        a7 = Less(a7, ref r, 7, a2);

        r = ref Unsafe.Add(ref r, Panel);
        a3 = TSimd.Splat(Unsafe.Add(ref scale, 3)) * a3;
        a3.Store(ref a, 3 * s);
        a4 = Less(a4, ref r, 4, a3);
        a5 = Less(a5, ref r, 5, a3);
        a6 = Less(a6, ref r, 6, a3);
        a7 = Less(a7, ref r, 7, a3);

        r = ref Unsafe.Add(ref r, Panel);
        a4 = TSimd.Splat(Unsafe.Add(ref scale, 4)) * a4;
        a4.Store(ref a, 4 * s);
        a5 = Less(a5, ref r, 5, a4);
        a6 = Less(a6, ref r, 6, a4);
        a7 = Less(a7, ref r, 7, a4);

        r = ref Unsafe.Add(ref r, Panel);
        a5 = TSimd.Splat(Unsafe.Add(ref scale, 5)) * a5;
        a5.Store(ref a, 5 * s);
        a6 = Less(a6, ref r, 6, a5);
        a7 = Less(a7, ref r, 7, a5);

        r = ref Unsafe.Add(ref r, Panel);
        a6 = TSimd.Splat(Unsafe.Add(ref scale, 6)) * a6;
        a6.Store(ref a, 6 * s);
        a7 = Less(a7, ref r, 7, a6);
        a7 = TSimd.Splat(Unsafe.Add(ref scale, 7)) * a7;
        a7.Store(ref a, 7 * s);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Less<TSimd>(TSimd target, ref float row, int column, TSimd above)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.NegatedMultiplyAdd(TSimd.Splat(Unsafe.Add(ref row, column)), above, target);

    /// <summary>Solves R x = R'^-1 g from the last unknown to the first.</summary>
    /// <param name="matrix">What <see cref="Factor"/> made.</param>
    /// <param name="stride">Floats a row.</param>
    /// <param name="count">n.</param>
    /// <param name="x">Receives x, and zeros after it: <paramref name="stride"/> floats.</param>
    public static void Solve<TSimd>(ReadOnlySpan<float> matrix, int stride, int count, Span<float> x)
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(matrix.Length >= count * stride && x.Length == stride);
        ref float origin = ref MemoryMarshal.GetReference(matrix);
        ref float px = ref MemoryMarshal.GetReference(x);
        ref float one = ref Unsafe.AsRef(in OneAmongZeros[15]);
        x.Clear();
        for (int block = (count - 1) / 16 * 16; block >= 0; block -= 16)
        {
            TSimd solved = TSimd.Splat(0f); // the block's unknowns so far, in a register: what one step stores the next one waits for
            for (int k = Math.Min(block + 16, count) - 1; k >= block; k--)
            {
                ref float row = ref Unsafe.Add(ref origin, k * stride);
                float pivot = Unsafe.Add(ref row, k);
                if (pivot == 0f)
                    continue;
                TSimd sum = TSimd.MultiplyAdd(solved, TSimd.Load(ref row, (nuint)block), TSimd.Splat(0f));
                for (nuint i = (nuint)block + 16; i < (nuint)count; i += 16)
                    sum = TSimd.MultiplyAdd(in row, in px, i, sum);
                float value = (Unsafe.Add(ref row, count) - sum.Sum()) / pivot;
                solved = TSimd.MultiplyAdd(
                    TSimd.Splat(value),
                    TSimd.Load(ref Unsafe.Add(ref one, block - k), 0),
                    solved
                );
            }
            solved.Store(ref px, (nuint)block);
        }
    }

    private static ReadOnlySpan<float> OneAmongZeros =>
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}
