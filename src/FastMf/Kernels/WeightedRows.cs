using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// What some rows v_k of a matrix, each with a confidence c_k, do to a vector x: the part of implicit feedback's equations
/// that the positives of a row bring, straight from the matrix and never as a matrix of its own. With w_k = c_k - discount.
/// </summary>
internal static class WeightedRows
{
    /// <summary>
    /// sum = sum + sum_k (target c_k - w_k v_k.x) v_k; the products are those of <see cref="Dot"/>, the terms are added in
    /// order, rounded once each.
    /// </summary>
    /// <param name="matrix">The first row of the matrix.</param>
    /// <param name="rows">The rows v_k; those beyond the confidences are wanted next and are only fetched ahead.</param>
    /// <param name="confidences">c_k.</param>
    /// <param name="target">1 for what is left of the right side at x, 0 for the product of x alone.</param>
    /// <param name="discount">What w_k is below c_k.</param>
    /// <param name="x">A vector as long as a row: a multiple of 16 floats.</param>
    /// <param name="sum">Another one; changed.</param>
    public static void AddResidual<TSimd>(
        ref readonly float matrix,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> confidences,
        float target,
        float discount,
        ReadOnlySpan<float> x,
        Span<float> sum
    )
        where TSimd : struct, ISimd<TSimd> =>
        Add<TSimd, Without>(in matrix, rows, confidences, target, discount, x, sum, default);

    /// <summary>
    /// The same with target 1, and squares = squares + sum_k w_k v_k^2, element by element, rounded twice a term: the rows
    /// are read once for both.
    /// </summary>
    /// <param name="matrix">As above.</param>
    /// <param name="rows">As above.</param>
    /// <param name="confidences">As above.</param>
    /// <param name="discount">As above.</param>
    /// <param name="x">As above.</param>
    /// <param name="sum">As above.</param>
    /// <param name="squares">A vector as long as a row; changed.</param>
    public static void AddResidualAndSquares<TSimd>(
        ref readonly float matrix,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> confidences,
        float discount,
        ReadOnlySpan<float> x,
        Span<float> sum,
        Span<float> squares
    )
        where TSimd : struct, ISimd<TSimd> =>
        Add<TSimd, With>(in matrix, rows, confidences, 1f, discount, x, sum, squares);

    private interface ISquares
    {
        static abstract bool Wanted { get; }
    }

    private readonly struct With : ISquares
    {
        public static bool Wanted => true;
    }

    private readonly struct Without : ISquares
    {
        public static bool Wanted => false;
    }

    private static void Add<TSimd, TSquares>(
        ref readonly float matrix,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> confidences,
        float target,
        float discount,
        ReadOnlySpan<float> x,
        Span<float> sum,
        Span<float> squares
    )
        where TSimd : struct, ISimd<TSimd>
        where TSquares : struct, ISquares
    {
        Debug.Assert(rows.Length >= confidences.Length && x.Length == sum.Length && x.Length % 16 == 0);
        Debug.Assert(!TSquares.Wanted || squares.Length == x.Length);
        ref float origin = ref Unsafe.AsRef(in matrix);
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref float c = ref MemoryMarshal.GetReference(confidences);
        ref float px = ref MemoryMarshal.GetReference(x);
        ref float ps = ref MemoryMarshal.GetReference(sum);
        ref float pq = ref MemoryMarshal.GetReference(squares);
        nuint length = (nuint)x.Length;
        int ahead = FetchAhead.Rows(x.Length);
        int last = confidences.Length - 1;
        for (int k = 0; k <= last; k += 4)
        {
            for (int next = k + ahead; next < Math.Min(k + ahead + 4, rows.Length); next++)
                FetchAhead.Row(in Unsafe.Add(ref origin, (nint)Unsafe.Add(ref row, next) * (nint)length), length);
            // Beyond the last row the last one stands again, 0 times.
            int k1 = Math.Min(k + 1, last);
            int k2 = Math.Min(k + 2, last);
            int k3 = Math.Min(k + 3, last);
            ref float v0 = ref Unsafe.Add(ref origin, (nint)Unsafe.Add(ref row, k) * (nint)length);
            ref float v1 = ref Unsafe.Add(ref origin, (nint)Unsafe.Add(ref row, k1) * (nint)length);
            ref float v2 = ref Unsafe.Add(ref origin, (nint)Unsafe.Add(ref row, k2) * (nint)length);
            ref float v3 = ref Unsafe.Add(ref origin, (nint)Unsafe.Add(ref row, k3) * (nint)length);
            TSimd a0 = TSimd.Splat(0f);
            TSimd a1 = a0;
            TSimd a2 = a0;
            TSimd a3 = a0;
            for (nuint i = 0; i < length; i += 16)
            {
                // the picked row second: only there a load becomes an operand of the multiplication
                TSimd z = TSimd.Load(ref px, i);
                a0 = TSimd.MultiplyAdd(z, TSimd.Load(ref v0, i), a0);
                a1 = TSimd.MultiplyAdd(z, TSimd.Load(ref v1, i), a1);
                a2 = TSimd.MultiplyAdd(z, TSimd.Load(ref v2, i), a2);
                a3 = TSimd.MultiplyAdd(z, TSimd.Load(ref v3, i), a3);
            }
            bool more1 = k1 > k,
                more2 = k2 > k1,
                more3 = k3 > k2;
            float w0 = Unsafe.Add(ref c, k) - discount;
            float w1 = more1 ? Unsafe.Add(ref c, k1) - discount : 0f;
            float w2 = more2 ? Unsafe.Add(ref c, k2) - discount : 0f;
            float w3 = more3 ? Unsafe.Add(ref c, k3) - discount : 0f;
            a0 = TSimd.Splat(target * Unsafe.Add(ref c, k) - w0 * a0.Sum());
            a1 = TSimd.Splat(more1 ? target * Unsafe.Add(ref c, k1) - w1 * a1.Sum() : 0f);
            a2 = TSimd.Splat(more2 ? target * Unsafe.Add(ref c, k2) - w2 * a2.Sum() : 0f);
            a3 = TSimd.Splat(more3 ? target * Unsafe.Add(ref c, k3) - w3 * a3.Sum() : 0f);
            TSimd b0 = TSimd.Splat(w0);
            TSimd b1 = TSimd.Splat(w1);
            TSimd b2 = TSimd.Splat(w2);
            TSimd b3 = TSimd.Splat(w3);
            for (nuint i = 0; i < length; i += 16)
            {
                TSimd z0 = TSimd.Load(ref v0, i);
                TSimd z1 = TSimd.Load(ref v1, i);
                TSimd z2 = TSimd.Load(ref v2, i);
                TSimd z3 = TSimd.Load(ref v3, i);
                TSimd s = TSimd.MultiplyAdd(a0, z0, TSimd.Load(ref ps, i));
                s = TSimd.MultiplyAdd(a1, z1, s);
                s = TSimd.MultiplyAdd(a2, z2, s);
                TSimd.MultiplyAdd(a3, z3, s).Store(ref ps, i);
                if (!TSquares.Wanted)
                    continue;
                s = TSimd.MultiplyAdd(b0 * z0, z0, TSimd.Load(ref pq, i));
                s = TSimd.MultiplyAdd(b1 * z1, z1, s);
                s = TSimd.MultiplyAdd(b2 * z2, z2, s);
                TSimd.MultiplyAdd(b3 * z3, z3, s).Store(ref pq, i);
            }
        }
    }

    /// <summary>sum_k w_k (v_k.x)^2, in double and in order; parameters as above.</summary>
    public static double SumOfSquares<TSimd>(
        ref readonly float matrix,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> confidences,
        float discount,
        ReadOnlySpan<float> x
    )
        where TSimd : struct, ISimd<TSimd>
    {
        ref float origin = ref Unsafe.AsRef(in matrix);
        ref float px = ref MemoryMarshal.GetReference(x);
        double sum = 0;
        for (int k = 0; k < confidences.Length; k++)
        {
            ref float v = ref Unsafe.Add(ref origin, (nint)rows[k] * x.Length);
            double product = Dot.Of<TSimd>(in v, in px, (nuint)x.Length);
            sum += (double)(confidences[k] - discount) * product * product;
        }
        return sum;
    }
}
