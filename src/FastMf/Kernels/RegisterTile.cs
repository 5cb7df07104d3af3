using System.Runtime.CompilerServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// A piece of A = A ± X'Y (or XY) whose sums stay in registers: 8 rows of it and 32 or 16 columns where a register holds 16
/// floats, 4 x 16 elsewhere. Each element is one chain of fused steps, term by term in order: the shape changes no bit.
/// </summary>
/// <typeparam name="TSimd">The register type.</typeparam>
/// <typeparam name="TRule">Plus or minus.</typeparam>
internal static class RegisterTile<TSimd, TRule>
    where TSimd : struct, ISimd<TSimd>
    where TRule : struct, ITileRule<TSimd>
{
    /// <summary>Rows that <see cref="Strip"/> changes.</summary>
    public const int Rows = 8;

    /// <summary>Eight rows of A over some columns.</summary>
    /// <param name="x">Of the first of the eight rows, the first term's factor.</param>
    /// <param name="term">Floats from one term's factor to the next.</param>
    /// <param name="row">Floats from one row's factor to the next.</param>
    /// <param name="y">The first term's row, at the first of the columns.</param>
    /// <param name="yStride">Floats from one term's row to the next.</param>
    /// <param name="terms">How many terms.</param>
    /// <param name="a">A, at the first row and column.</param>
    /// <param name="aStride">Floats from one row of A to the next.</param>
    /// <param name="columns">How many columns: a multiple of 16.</param>
    public static void Strip(
        ref readonly float x,
        nuint term,
        nuint row,
        ref readonly float y,
        nuint yStride,
        int terms,
        ref float a,
        nuint aStride,
        int columns
    )
    {
        nuint j = 0;
        if (TSimd.Width == 16)
        {
            for (; j + 32 <= (nuint)columns; j += 32)
                Wide(in x, term, row, in At(in y, j), yStride, terms, ref Unsafe.Add(ref a, j), aStride);
            if (j < (nuint)columns)
                Narrow(in x, term, row, in At(in y, j), yStride, terms, ref Unsafe.Add(ref a, j), aStride);
            return;
        }
        for (; j < (nuint)columns; j += 16)
        {
            ref float top = ref Unsafe.Add(ref a, j);
            Small(in x, term, row, in At(in y, j), yStride, terms, ref top, aStride);
            ref float bottom = ref Unsafe.Add(ref top, 4 * aStride);
            Small(in At(in x, 4 * row), term, row, in At(in y, j), yStride, terms, ref bottom, aStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref readonly float At(ref readonly float origin, nuint offset) =>
        ref Unsafe.Add(ref Unsafe.AsRef(in origin), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Begin(ref float a, nuint at) => TRule.Begin(TSimd.Load(ref a, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(TSimd sum, ref float a, nuint at) => TRule.End(TSimd.Load(ref a, at), sum).Store(ref a, at);

    private static void Wide(
        ref readonly float x,
        nuint term,
        nuint row,
        ref readonly float y,
        nuint yStride,
        int terms,
        ref float a,
        nuint s
    )
    {
        TSimd a0 = Begin(ref a, 0),
            b0 = Begin(ref a, 16);
        TSimd a1 = Begin(ref a, s),
            b1 = Begin(ref a, s + 16);
        TSimd a2 = Begin(ref a, 2 * s),
            b2 = Begin(ref a, 2 * s + 16);
        TSimd a3 = Begin(ref a, 3 * s),
            b3 = Begin(ref a, 3 * s + 16);
        TSimd a4 = Begin(ref a, 4 * s),
            b4 = Begin(ref a, 4 * s + 16);
        TSimd a5 = Begin(ref a, 5 * s),
            b5 = Begin(ref a, 5 * s + 16);
        TSimd a6 = Begin(ref a, 6 * s),
            b6 = Begin(ref a, 6 * s + 16);
        TSimd a7 = Begin(ref a, 7 * s),
            b7 = Begin(ref a, 7 * s + 16);
        ref float f = ref Unsafe.AsRef(in x);
        ref float g = ref Unsafe.AsRef(in y);
        for (int k = 0; k < terms; k++)
        {
            TSimd left = TSimd.Load(ref g, 0);
            TSimd right = TSimd.Load(ref g, 16);
            TSimd factor = TSimd.Splat(f);
            a0 = TRule.Add(factor, left, a0);
            b0 = TRule.Add(factor, right, b0);
            factor = TSimd.Splat(Unsafe.Add(ref f, row));
            a1 = TRule.Add(factor, left, a1);
            b1 = TRule.Add(factor, right, b1);
            factor = TSimd.Splat(Unsafe.Add(ref f, 2 * row));
            a2 = TRule.Add(factor, left, a2);
            b2 = TRule.Add(factor, right, b2);
            factor = TSimd.Splat(Unsafe.Add(ref f, 3 * row));
            a3 = TRule.Add(factor, left, a3);
            b3 = TRule.Add(factor, right, b3);
            factor = TSimd.Splat(Unsafe.Add(ref f, 4 * row));
            a4 = TRule.Add(factor, left, a4);
            b4 = TRule.Add(factor, right, b4);
            factor = TSimd.Splat(Unsafe.Add(ref f, 5 * row));
            a5 = TRule.Add(factor, left, a5);
            b5 = TRule.Add(factor, right, b5);
            factor = TSimd.Splat(Unsafe.Add(ref f, 6 * row));
            a6 = TRule.Add(factor, left, a6);
            b6 = TRule.Add(factor, right, b6);
            factor = TSimd.Splat(Unsafe.Add(ref f, 7 * row));
            a7 = TRule.Add(factor, left, a7);
            b7 = TRule.Add(factor, right, b7);
            f = ref Unsafe.Add(ref f, term);
            g = ref Unsafe.Add(ref g, yStride);
        }
        End(a0, ref a, 0);
        End(b0, ref a, 16);
        End(a1, ref a, s);
        End(b1, ref a, s + 16);
        End(a2, ref a, 2 * s);
        End(b2, ref a, 2 * s + 16);
        End(a3, ref a, 3 * s);
        End(b3, ref a, 3 * s + 16);
        End(a4, ref a, 4 * s);
        End(b4, ref a, 4 * s + 16);
        End(a5, ref a, 5 * s);
        End(b5, ref a, 5 * s + 16);
        End(a6, ref a, 6 * s);
        End(b6, ref a, 6 * s + 16);
        End(a7, ref a, 7 * s);
        End(b7, ref a, 7 * s + 16);
    }

    private static void Narrow(
        ref readonly float x,
        nuint term,
        nuint row,
        ref readonly float y,
        nuint yStride,
        int terms,
        ref float a,
        nuint s
    )
    {
        TSimd a0 = Begin(ref a, 0),
            a1 = Begin(ref a, s),
            a2 = Begin(ref a, 2 * s),
            a3 = Begin(ref a, 3 * s);
        TSimd a4 = Begin(ref a, 4 * s),
            a5 = Begin(ref a, 5 * s),
            a6 = Begin(ref a, 6 * s),
            a7 = Begin(ref a, 7 * s);
        ref float f = ref Unsafe.AsRef(in x);
        ref float g = ref Unsafe.AsRef(in y);
        for (int k = 0; k < terms; k++)
        {
            TSimd z = TSimd.Load(ref g, 0);
            a0 = TRule.Add(TSimd.Splat(f), z, a0);
            a1 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, row)), z, a1);
            a2 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 2 * row)), z, a2);
            a3 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 3 * row)), z, a3);
            a4 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 4 * row)), z, a4);
            a5 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 5 * row)), z, a5);
            a6 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 6 * row)), z, a6);
            a7 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 7 * row)), z, a7);
            f = ref Unsafe.Add(ref f, term);
            g = ref Unsafe.Add(ref g, yStride);
        }
        End(a0, ref a, 0);
        End(a1, ref a, s);
        End(a2, ref a, 2 * s);
        End(a3, ref a, 3 * s);
        End(a4, ref a, 4 * s);
        End(a5, ref a, 5 * s);
        End(a6, ref a, 6 * s);
        End(a7, ref a, 7 * s);
    }

    private static void Small(
        ref readonly float x,
        nuint term,
        nuint row,
        ref readonly float y,
        nuint yStride,
        int terms,
        ref float a,
        nuint s
    )
    {
        TSimd a0 = Begin(ref a, 0),
            a1 = Begin(ref a, s),
            a2 = Begin(ref a, 2 * s),
            a3 = Begin(ref a, 3 * s);
        ref float f = ref Unsafe.AsRef(in x);
        ref float g = ref Unsafe.AsRef(in y);
        for (int k = 0; k < terms; k++)
        {
            TSimd z = TSimd.Load(ref g, 0);
            a0 = TRule.Add(TSimd.Splat(f), z, a0);
            a1 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, row)), z, a1);
            a2 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 2 * row)), z, a2);
            a3 = TRule.Add(TSimd.Splat(Unsafe.Add(ref f, 3 * row)), z, a3);
            f = ref Unsafe.Add(ref f, term);
            g = ref Unsafe.Add(ref g, yStride);
        }
        End(a0, ref a, 0);
        End(a1, ref a, s);
        End(a2, ref a, 2 * s);
        End(a3, ref a, 3 * s);
    }
}
