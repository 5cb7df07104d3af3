using System.Runtime.CompilerServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>What a tile of a product does with the matrix it is for.</summary>
/// <typeparam name="TSimd">The register type.</typeparam>
internal interface ITileRule<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>What the sum begins with, where the matrix holds <paramref name="held"/>.</summary>
    static abstract TSimd Begin(TSimd held);

    /// <summary>One more term.</summary>
    static abstract TSimd Add(TSimd x, TSimd y, TSimd sum);

    /// <summary>What the matrix then holds.</summary>
    static abstract TSimd End(TSimd held, TSimd sum);
}

/// <summary>A + X'Y: the terms are added up first.</summary>
internal readonly struct AddProduct<TSimd> : ITileRule<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Begin(TSimd held) => TSimd.Splat(0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Add(TSimd x, TSimd y, TSimd sum) => TSimd.MultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd End(TSimd held, TSimd sum) => held + sum;
}

/// <summary>X'Y alone.</summary>
internal readonly struct StoreProduct<TSimd> : ITileRule<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Begin(TSimd held) => TSimd.Splat(0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Add(TSimd x, TSimd y, TSimd sum) => TSimd.MultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd End(TSimd held, TSimd sum) => sum;
}

/// <summary>A - X'Y, term by term.</summary>
internal readonly struct SubtractProduct<TSimd> : ITileRule<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Begin(TSimd held) => held;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Add(TSimd x, TSimd y, TSimd sum) => TSimd.NegatedMultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd End(TSimd held, TSimd sum) => sum;
}
