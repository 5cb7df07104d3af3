using System.Diagnostics;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>Products of gathered rows added to a symmetric matrix: the left side of normal equations.</summary>
internal static class RankUpdate
{
    /// <summary>
    /// A_ij = A_ij + sum_k x_ki y_kj for i below <paramref name="count"/> and all j below <paramref name="stride"/> from
    /// the beginning of i's block of 16 on: the upper triangle, and what a block holds besides. The sum runs over k in order, rounded once a term, and
    /// is then added: long sums given in pieces lose little.
    /// </summary>
    /// <param name="x">Rows of <paramref name="stride"/> floats, one after the other; the weighted ones.</param>
    /// <param name="y">As many rows.</param>
    /// <param name="stride">Floats a row of x and y: a multiple of 16.</param>
    /// <param name="count">Rows of the matrix to add to; up to three more, to a multiple of 4, are changed too.</param>
    /// <param name="matrix">A: <paramref name="stride"/> rows or more.</param>
    /// <param name="matrixStride">Floats a row of A: a multiple of 16, <paramref name="stride"/> or more.</param>
    public static void Add<TSimd>(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        int stride,
        int count,
        Span<float> matrix,
        int matrixStride
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(stride % 16 == 0 && matrixStride % 16 == 0 && count <= stride && stride <= matrixStride);
        Debug.Assert(matrix.Length >= stride * matrixStride);
        Debug.Assert(x.Length == y.Length && (x.Length == 0 || x.Length % stride == 0));
        ref float py = ref MemoryMarshal.GetReference(y);
        ref float pa = ref MemoryMarshal.GetReference(matrix);
        for (int i = 0; i < count; i += 4)
        for (int j = i / 16 * 16; j < stride; j += 16)
        {
            TSimd a0 = TSimd.Splat(0f);
            TSimd a1 = a0;
            TSimd a2 = a0;
            TSimd a3 = a0;
            for (int k = 0; k < x.Length; k += stride)
            {
                ReadOnlySpan<float> four = x.Slice(k + i, 4);
                TSimd row = TSimd.Load(ref py, (nuint)(k + j));
                a0 = TSimd.MultiplyAdd(TSimd.Splat(four[0]), row, a0);
                a1 = TSimd.MultiplyAdd(TSimd.Splat(four[1]), row, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Splat(four[2]), row, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Splat(four[3]), row, a3);
            }
            nuint at = (nuint)(i * matrixStride + j);
            nuint next = (nuint)matrixStride;
            (TSimd.Load(ref pa, at) + a0).Store(ref pa, at);
            (TSimd.Load(ref pa, at + next) + a1).Store(ref pa, at + next);
            (TSimd.Load(ref pa, at + 2 * next) + a2).Store(ref pa, at + 2 * next);
            (TSimd.Load(ref pa, at + 3 * next) + a3).Store(ref pa, at + 3 * next);
        }
    }
}
