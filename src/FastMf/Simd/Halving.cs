using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Simd;

/// <summary>The lower levels of the fixed sum tree, shared by the vector widths.</summary>
internal static class Halving
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> x) => Sum(x.GetLower() + x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> x)
    {
        Vector128<float> pair = x + Vector128.Shuffle(x, Vector128.Create(2, 3, 2, 3));
        return pair.ToScalar() + Vector128.Shuffle(pair, Vector128.Create(1, 1, 1, 1)).ToScalar();
    }
}
