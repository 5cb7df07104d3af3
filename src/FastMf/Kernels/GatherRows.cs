using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>Rows of a matrix, picked and scaled, one after the other: what normal equations are made of.</summary>
internal static class GatherRows
{
    /// <summary>
    /// gathered_k = sqrt(c_k - discount) v_k, and sum = sum + sum_k c_k v_k, in order, rounded once a term.
    /// </summary>
    /// <param name="matrix">The first row of the matrix.</param>
    /// <param name="rows">The rows v_k; those beyond the confidences are wanted next and are only fetched ahead.</param>
    /// <param name="confidences">c_k.</param>
    /// <param name="discount">What a row's weight is below its confidence.</param>
    /// <param name="gathered">Receives a row for each.</param>
    /// <param name="sum">As long as a row: a multiple of 16 floats; changed.</param>
    public static void Weighted<TSimd>(
        ref readonly float matrix,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> confidences,
        float discount,
        Span<float> gathered,
        Span<float> sum
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(rows.Length >= confidences.Length);
        Debug.Assert(sum.Length % 16 == 0 && gathered.Length >= confidences.Length * sum.Length);
        ref float origin = ref Unsafe.AsRef(in matrix);
        ref float target = ref MemoryMarshal.GetReference(gathered);
        ref float ps = ref MemoryMarshal.GetReference(sum);
        nuint length = (nuint)sum.Length;
        int ahead = FetchAhead.Rows(sum.Length);
        for (int k = 0; k < confidences.Length; k++)
        {
            if (k + ahead < rows.Length)
                FetchAhead.Row(in Unsafe.Add(ref origin, (nint)rows[k + ahead] * (nint)length), length);
            ref float v = ref Unsafe.Add(ref origin, (nint)rows[k] * sum.Length);
            TSimd factor = TSimd.Splat(MathF.Sqrt(confidences[k] - discount));
            TSimd confidence = TSimd.Splat(confidences[k]);
            for (nuint i = 0; i < length; i += 16)
            {
                TSimd x = TSimd.Load(ref v, i);
                (factor * x).Store(ref target, i);
                TSimd.MultiplyAdd(confidence, x, TSimd.Load(ref ps, i)).Store(ref ps, i);
            }
            target = ref Unsafe.Add(ref target, length);
        }
    }

    /// <summary>gathered_k = (sqrt(c_k - discount) v_k) scale, element by element; the other parameters as above.</summary>
    /// <param name="matrix">The first row of the matrix.</param>
    /// <param name="rows">The rows v_k; those beyond the confidences are wanted next and are only fetched ahead.</param>
    /// <param name="confidences">c_k.</param>
    /// <param name="discount">What a row's weight is below its confidence.</param>
    /// <param name="scale">As long as a row: a multiple of 16 floats.</param>
    /// <param name="gathered">Receives a row for each.</param>
    public static void Scaled<TSimd>(
        ref readonly float matrix,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> confidences,
        float discount,
        ReadOnlySpan<float> scale,
        Span<float> gathered
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(rows.Length >= confidences.Length);
        Debug.Assert(scale.Length % 16 == 0 && gathered.Length >= confidences.Length * scale.Length);
        ref float origin = ref Unsafe.AsRef(in matrix);
        ref float target = ref MemoryMarshal.GetReference(gathered);
        ref float pd = ref MemoryMarshal.GetReference(scale);
        nuint length = (nuint)scale.Length;
        int ahead = FetchAhead.Rows(scale.Length);
        for (int k = 0; k < confidences.Length; k++)
        {
            if (k + ahead < rows.Length)
                FetchAhead.Row(in Unsafe.Add(ref origin, (nint)rows[k + ahead] * (nint)length), length);
            ref float v = ref Unsafe.Add(ref origin, (nint)rows[k] * scale.Length);
            TSimd factor = TSimd.Splat(MathF.Sqrt(confidences[k] - discount));
            for (nuint i = 0; i < length; i += 16)
                (factor * TSimd.Load(ref v, i) * TSimd.Load(ref pd, i)).Store(ref target, i);
            target = ref Unsafe.Add(ref target, length);
        }
    }
}
