using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Simd;

/// <summary>Sixteen lanes in two 256-bit registers.</summary>
internal readonly struct Lanes8(Vector256<float> a, Vector256<float> b) : ISimd<Lanes8>
{
    private readonly Vector256<float> _a = a;
    private readonly Vector256<float> _b = b;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Splat(float value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly float origin, nuint offset) =>
        new(Vector256.LoadUnsafe(in origin, offset), Vector256.LoadUnsafe(in origin, offset + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly sbyte origin, nuint offset)
    {
        Vector256<short> shorts = Vector256.WidenLower(Vector128.LoadUnsafe(in origin, offset).ToVector256Unsafe());
        return new(
            Vector256.ConvertToSingle(Vector256.WidenLower(shorts)),
            Vector256.ConvertToSingle(Vector256.WidenUpper(shorts))
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly short origin, nuint offset)
    {
        Vector256<short> halves = Vector256.LoadUnsafe(in origin, offset);
        return new((Vector256.WidenLower(halves) << 16).AsSingle(), (Vector256.WidenUpper(halves) << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float origin, nuint offset)
    {
        _a.StoreUnsafe(ref origin, offset);
        _b.StoreUnsafe(ref origin, offset + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 x, Lanes8 y) => new(x._a + y._a, x._b + y._b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 x, Lanes8 y) => new(x._a - y._a, x._b - y._b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator *(Lanes8 x, Lanes8 y) => new(x._a * y._a, x._b * y._b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 MultiplyAdd(Lanes8 x, Lanes8 y, Lanes8 z) =>
        new(Vector256.FusedMultiplyAdd(x._a, y._a, z._a), Vector256.FusedMultiplyAdd(x._b, y._b, z._b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 MultiplyAdd(ref readonly float x, ref readonly float y, nuint offset, Lanes8 z) =>
        new(
            Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(in x, offset), Vector256.LoadUnsafe(in y, offset), z._a),
            Vector256.FusedMultiplyAdd(
                Vector256.LoadUnsafe(in x, offset + 8),
                Vector256.LoadUnsafe(in y, offset + 8),
                z._b
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 NegatedMultiplyAdd(Lanes8 x, Lanes8 y, Lanes8 z) =>
        new(Vector256.FusedMultiplyAdd(-x._a, y._a, z._a), Vector256.FusedMultiplyAdd(-x._b, y._b, z._b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Positive(Lanes8 x) => new(Positive(x._a), Positive(x._b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(Lanes8 x, Lanes8 y) => AtLeast(x._a, y._a) | (AtLeast(x._b, y._b) << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Halving.Sum(_a + _b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AtLeast(Vector256<float> x, Vector256<float> y) =>
        Vector256.GreaterThanOrEqual(x, y).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Positive(Vector256<float> x) => Vector256.GreaterThan(x, Vector256<float>.Zero) & x;
}
