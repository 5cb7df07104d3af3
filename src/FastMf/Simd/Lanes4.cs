using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastMf.Simd;

/// <summary>Sixteen lanes in four 128-bit registers.</summary>
internal readonly struct Lanes4(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    : ISimd<Lanes4>
{
    private readonly Vector128<float> _a = a;
    private readonly Vector128<float> _b = b;
    private readonly Vector128<float> _c = c;
    private readonly Vector128<float> _d = d;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Splat(float value)
    {
        Vector128<float> x = Vector128.Create(value);
        return new(x, x, x, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref readonly float origin, nuint offset) =>
        new(
            Vector128.LoadUnsafe(in origin, offset),
            Vector128.LoadUnsafe(in origin, offset + 4),
            Vector128.LoadUnsafe(in origin, offset + 8),
            Vector128.LoadUnsafe(in origin, offset + 12)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref readonly sbyte origin, nuint offset)
    {
        Vector128<sbyte> bytes = Vector128.LoadUnsafe(in origin, offset);
        (Vector128<short> low, Vector128<short> high) = (Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
        return new(
            Vector128.ConvertToSingle(Vector128.WidenLower(low)),
            Vector128.ConvertToSingle(Vector128.WidenUpper(low)),
            Vector128.ConvertToSingle(Vector128.WidenLower(high)),
            Vector128.ConvertToSingle(Vector128.WidenUpper(high))
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref readonly short origin, nuint offset)
    {
        Vector128<short> low = Vector128.LoadUnsafe(in origin, offset);
        Vector128<short> high = Vector128.LoadUnsafe(in origin, offset + 8);
        return new(
            (Vector128.WidenLower(low) << 16).AsSingle(),
            (Vector128.WidenUpper(low) << 16).AsSingle(),
            (Vector128.WidenLower(high) << 16).AsSingle(),
            (Vector128.WidenUpper(high) << 16).AsSingle()
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float origin, nuint offset)
    {
        _a.StoreUnsafe(ref origin, offset);
        _b.StoreUnsafe(ref origin, offset + 4);
        _c.StoreUnsafe(ref origin, offset + 8);
        _d.StoreUnsafe(ref origin, offset + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator +(Lanes4 x, Lanes4 y) => new(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator -(Lanes4 x, Lanes4 y) => new(x._a - y._a, x._b - y._b, x._c - y._c, x._d - y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator *(Lanes4 x, Lanes4 y) => new(x._a * y._a, x._b * y._b, x._c * y._c, x._d * y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 MultiplyAdd(Lanes4 x, Lanes4 y, Lanes4 z) =>
        new(
            Vector128.FusedMultiplyAdd(x._a, y._a, z._a),
            Vector128.FusedMultiplyAdd(x._b, y._b, z._b),
            Vector128.FusedMultiplyAdd(x._c, y._c, z._c),
            Vector128.FusedMultiplyAdd(x._d, y._d, z._d)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 MultiplyAdd(ref readonly float x, ref readonly float y, nuint offset, Lanes4 z) =>
        MultiplyAdd(Load(in x, offset), Load(in y, offset), z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 NegatedMultiplyAdd(Lanes4 x, Lanes4 y, Lanes4 z) =>
        new(
            Vector128.FusedMultiplyAdd(-x._a, y._a, z._a),
            Vector128.FusedMultiplyAdd(-x._b, y._b, z._b),
            Vector128.FusedMultiplyAdd(-x._c, y._c, z._c),
            Vector128.FusedMultiplyAdd(-x._d, y._d, z._d)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Positive(Lanes4 x) => new(Positive(x._a), Positive(x._b), Positive(x._c), Positive(x._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeast(Lanes4 x, Lanes4 y) =>
        AtLeast(x._a, y._a) | (AtLeast(x._b, y._b) << 4) | (AtLeast(x._c, y._c) << 8) | (AtLeast(x._d, y._d) << 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Halving.Sum((_a + _c) + (_b + _d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AtLeast(Vector128<float> x, Vector128<float> y) =>
        Vector128.GreaterThanOrEqual(x, y).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Positive(Vector128<float> x) => Vector128.GreaterThan(x, Vector128<float>.Zero) & x;
}
