using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Simd;

/// <summary>Sixteen lanes in one 512-bit register.</summary>
internal readonly struct Lanes16(Vector512<float> lanes) : ISimd<Lanes16>
{
    private readonly Vector512<float> _lanes = lanes;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Splat(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly float origin, nuint offset) => new(Vector512.LoadUnsafe(in origin, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly sbyte origin, nuint offset)
    {
        Vector256<short> shorts = Vector256.WidenLower(Vector128.LoadUnsafe(in origin, offset).ToVector256Unsafe());
        return new(Vector512.ConvertToSingle(Vector512.WidenLower(shorts.ToVector512Unsafe())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly short origin, nuint offset) =>
        new((Vector512.WidenLower(Vector256.LoadUnsafe(in origin, offset).ToVector512Unsafe()) << 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float origin, nuint offset) => _lanes.StoreUnsafe(ref origin, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 x, Lanes16 y) => new(x._lanes + y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 x, Lanes16 y) => new(x._lanes - y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator *(Lanes16 x, Lanes16 y) => new(x._lanes * y._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 MultiplyAdd(Lanes16 x, Lanes16 y, Lanes16 z) =>
        new(Vector512.FusedMultiplyAdd(x._lanes, y._lanes, z._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 MultiplyAdd(ref readonly float x, ref readonly float y, nuint offset, Lanes16 z) =>
        new(
            Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(in x, offset), Vector512.LoadUnsafe(in y, offset), z._lanes)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 NegatedMultiplyAdd(Lanes16 x, Lanes16 y, Lanes16 z) =>
        new(Vector512.FusedMultiplyAdd(-x._lanes, y._lanes, z._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Positive(Lanes16 x) => new(Vector512.GreaterThan(x._lanes, Vector512<float>.Zero) & x._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(Lanes16 x, Lanes16 y) =>
        (uint)Vector512.GreaterThanOrEqual(x._lanes, y._lanes).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Halving.Sum(_lanes.GetLower() + _lanes.GetUpper());
}
