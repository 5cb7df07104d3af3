using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>Products of gathered rows added to a symmetric matrix: the left side of normal equations.</summary>
internal static class RankUpdate
{
    /// <summary>
    /// A_ij = A_ij + sum_k x_ki y_kj for i below <paramref name="count"/> and all j below <paramref name="stride"/> from
    /// the beginning of i's block of 16 on: the upper triangle, and what a block holds besides. The sum runs over k in
    /// order, rounded once a term, and is then added: long sums given in pieces lose little.
    /// </summary>
    /// <param name="x">Rows of <paramref name="stride"/> floats, one after the other; the weighted ones.</param>
    /// <param name="y">As many rows.</param>
    /// <param name="stride">Floats a row of x and y: a multiple of 16.</param>
    /// <param name="count">Rows of the matrix to add to; up to seven more, to a multiple of 8, are changed too.</param>
    /// <param name="matrix">A: rows enough for that.</param>
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
        Debug.Assert(matrix.Length >= (count + 7) / 8 * 8 * matrixStride);
        Debug.Assert(x.Length == y.Length && (x.Length == 0 || x.Length % stride == 0));
        if (x.IsEmpty)
            return;
        ref float px = ref MemoryMarshal.GetReference(x);
        ref float py = ref MemoryMarshal.GetReference(y);
        ref float pa = ref MemoryMarshal.GetReference(matrix);
        for (int i = 0; i < count; i += RegisterTile<TSimd, AddProduct<TSimd>>.Rows)
        {
            int block = i / 16 * 16;
            RegisterTile<TSimd, AddProduct<TSimd>>.Strip(
                ref Unsafe.Add(ref px, i),
                (nuint)stride,
                1,
                ref Unsafe.Add(ref py, block),
                (nuint)stride,
                x.Length / stride,
                ref Unsafe.Add(ref pa, i * matrixStride + block),
                (nuint)matrixStride,
                stride - block
            );
        }
    }
}
