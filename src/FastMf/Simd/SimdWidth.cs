using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastMf.Simd;

/// <summary>Work that is generic over the register type; <see cref="SimdWidth"/> chooses the type.</summary>
internal interface ISimdVisitor<out TResult>
{
    TResult Visit<TSimd>()
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>
/// The one place that asks what the processor can do. The environment variable FASTMF_SIMD (16, 8, 4 or 1) narrows
/// the choice; results do not depend on it, only speed does.
/// </summary>
internal static class SimdWidth
{
    /// <summary>The name of the environment variable that forces a width.</summary>
    public const string Variable = "FASTMF_SIMD";

    /// <summary>Lanes a hardware operation handles in this process: 16, 8, 4 or 1.</summary>
    public static int Current { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>
    /// Asks for the cache line at <paramref name="origin"/> + <paramref name="offset"/> (in floats) ahead of its use, where
    /// the processor can be asked; any address will do. Changes nothing but time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref readonly float origin, nuint offset)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in origin), offset)));
    }

    /// <summary>The widest type the processor has; a wider one than it has would still give the same bits, slowly.</summary>
    private static int Widest =>
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>What <paramref name="forced"/> (the variable's value, null where it is not set) makes of this machine.</summary>
    /// <exception cref="InvalidOperationException">The value is not one of 16, 8, 4, 1.</exception>
    public static int Choose(string? forced) =>
        forced switch
        {
            null or "" => Widest,
            "16" => 16,
            "8" => 8,
            "4" => 4,
            "1" => 1,
            _ => throw new InvalidOperationException(
                $"The environment variable {Variable} is '{forced}'; expected 16, 8, 4 or 1."
            ),
        };

    /// <summary>Runs <paramref name="visitor"/> with the register type of this process.</summary>
    public static TResult Dispatch<TVisitor, TResult>(TVisitor visitor)
        where TVisitor : ISimdVisitor<TResult>, allows ref struct => Dispatch<TVisitor, TResult>(visitor, Current);

    /// <summary>Runs <paramref name="visitor"/> with the register type of the given width.</summary>
    public static TResult Dispatch<TVisitor, TResult>(TVisitor visitor, int width)
        where TVisitor : ISimdVisitor<TResult>, allows ref struct =>
        width switch
        {
            16 => visitor.Visit<Lanes16>(),
            8 => visitor.Visit<Lanes8>(),
            4 => visitor.Visit<Lanes4>(),
            _ => visitor.Visit<Lanes1>(),
        };
}
