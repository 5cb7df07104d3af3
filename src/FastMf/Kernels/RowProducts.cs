using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>The inner products of all pairs of some rows.</summary>
internal static class RowProducts
{
    /// <summary>
    /// A_ij = x_i . x_j, the bits of <see cref="Dot"/>, for i below <paramref name="count"/> and all j from the beginning of
    /// i's block of 4 to the end of the last one.
    /// </summary>
    /// <param name="x">Rows, one after the other; read to a multiple of 4 of them.</param>
    /// <param name="stride">Floats a row: a multiple of 16.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="matrix">A; written to a multiple of 4 rows and columns.</param>
    /// <param name="matrixStride">Floats a row of A.</param>
    public static void Of<TSimd>(ReadOnlySpan<float> x, int stride, int count, Span<float> matrix, int matrixStride)
        where TSimd : struct, ISimd<TSimd>
    {
        int rows = (count + 3) / 4 * 4;
        Debug.Assert(stride % 16 == 0 && x.Length >= rows * stride && matrix.Length >= rows * matrixStride);
        Debug.Assert(rows <= matrixStride);
        ref float origin = ref MemoryMarshal.GetReference(x);
        for (int i = 0; i < rows; i += 4)
        for (int j = i; j < rows; j += 4)
            Tile<TSimd>(
                ref Unsafe.Add(ref origin, i * stride),
                ref Unsafe.Add(ref origin, j * stride),
                (nuint)stride,
                ref matrix[i * matrixStride + j],
                (nuint)matrixStride
            );
    }

    private static void Tile<TSimd>(ref float x, ref float y, nuint stride, ref float a, nuint aStride)
        where TSimd : struct, ISimd<TSimd>
    {
        for (int i = 0; i < 4; i += 2)
        {
            TSimd a0 = TSimd.Splat(0f);
            TSimd a1 = a0;
            TSimd a2 = a0;
            TSimd a3 = a0;
            TSimd b0 = a0;
            TSimd b1 = a0;
            TSimd b2 = a0;
            TSimd b3 = a0;
            for (nuint k = 0; k < stride; k += 16)
            {
                TSimd left = TSimd.Load(ref x, k);
                TSimd right = TSimd.Load(ref x, k + stride);
                TSimd z = TSimd.Load(ref y, k);
                a0 = TSimd.MultiplyAdd(left, z, a0);
                b0 = TSimd.MultiplyAdd(right, z, b0);
                z = TSimd.Load(ref y, k + stride);
                a1 = TSimd.MultiplyAdd(left, z, a1);
                b1 = TSimd.MultiplyAdd(right, z, b1);
                z = TSimd.Load(ref y, k + 2 * stride);
                a2 = TSimd.MultiplyAdd(left, z, a2);
                b2 = TSimd.MultiplyAdd(right, z, b2);
                z = TSimd.Load(ref y, k + 3 * stride);
                a3 = TSimd.MultiplyAdd(left, z, a3);
                b3 = TSimd.MultiplyAdd(right, z, b3);
            }
            a = a0.Sum();
            Unsafe.Add(ref a, 1) = a1.Sum();
            Unsafe.Add(ref a, 2) = a2.Sum();
            Unsafe.Add(ref a, 3) = a3.Sum();
            a = ref Unsafe.Add(ref a, aStride);
            a = b0.Sum();
            Unsafe.Add(ref a, 1) = b1.Sum();
            Unsafe.Add(ref a, 2) = b2.Sum();
            Unsafe.Add(ref a, 3) = b3.Sum();
            a = ref Unsafe.Add(ref a, aStride);
            x = ref Unsafe.Add(ref x, 2 * stride);
        }
    }
}
