using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>A row of rounded numbers as floats, exactly: what serving from 2 bytes or 1 a factor reads.</summary>
internal static class DecodeRow
{
    /// <summary>row_k is the float of which half k is the upper one.</summary>
    /// <param name="halves">The numbers in bfloat16.</param>
    /// <param name="row">Receives them, and zeros up to its end; the next multiple of 16 long.</param>
    public static void Halves<TSimd>(ReadOnlySpan<short> halves, Span<float> row)
        where TSimd : struct, ISimd<TSimd> => Decode<TSimd, short, OfHalves>(halves, default, row);

    /// <summary>row_k = scale code_k, rounded to float; exact where the scale has 17 significant bits.</summary>
    /// <param name="codes">The bytes.</param>
    /// <param name="scale">What 1 stands for.</param>
    /// <param name="row">As above.</param>
    public static void Bytes<TSimd>(ReadOnlySpan<sbyte> codes, float scale, Span<float> row)
        where TSimd : struct, ISimd<TSimd> => Decode<TSimd, sbyte, OfBytes>(codes, new(scale), row);

    private static void Decode<TSimd, TCode, TCodes>(ReadOnlySpan<TCode> codes, TCodes kind, Span<float> row)
        where TSimd : struct, ISimd<TSimd>
        where TCode : unmanaged
        where TCodes : struct, ICodes<TCode>
    {
        Debug.Assert(row.Length == (codes.Length + 15) / 16 * 16);
        ref TCode from = ref MemoryMarshal.GetReference(codes);
        ref float to = ref MemoryMarshal.GetReference(row);
        nuint whole = (nuint)codes.Length / 16 * 16;
        for (nuint i = 0; i < whole; i += 16)
            kind.Load<TSimd>(in from, i).Store(ref to, i);
        if (whole < (nuint)codes.Length)
            DecodeTail<TSimd, TCode, TCodes>(codes[(int)whole..], kind, row[(int)whole..]);
    }

    /// <summary>Fewer than 16 numbers: nothing is read behind them, which may be the end of a file.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DecodeTail<TSimd, TCode, TCodes>(ReadOnlySpan<TCode> codes, TCodes kind, Span<float> row)
        where TSimd : struct, ISimd<TSimd>
        where TCode : unmanaged
        where TCodes : struct, ICodes<TCode>
    {
        Span<TCode> padded = stackalloc TCode[16];
        codes.CopyTo(padded);
        kind.Load<TSimd>(in MemoryMarshal.GetReference(padded), 0).Store(ref MemoryMarshal.GetReference(row), 0);
        row[codes.Length..].Clear(); // also where the scale is no number
    }

    private interface ICodes<TCode>
    {
        TSimd Load<TSimd>(ref readonly TCode codes, nuint offset)
            where TSimd : struct, ISimd<TSimd>;
    }

    private readonly struct OfHalves : ICodes<short>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Load<TSimd>(ref readonly short codes, nuint offset)
            where TSimd : struct, ISimd<TSimd> => TSimd.Load(in codes, offset);
    }

    private readonly struct OfBytes(float scale) : ICodes<sbyte>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Load<TSimd>(ref readonly sbyte codes, nuint offset)
            where TSimd : struct, ISimd<TSimd> => TSimd.Splat(scale) * TSimd.Load(in codes, offset);
    }
}
