using System.Runtime.CompilerServices;

namespace FastMf.Simd;

/// <summary>Sixteen lanes as sixteen floats: the oracle that the vector widths are compared with. Plain, not fast.</summary>
internal struct Lanes1 : ISimd<Lanes1>
{
    private Buffer _lanes;

    public static int Width => 1;

    public static Lanes1 Splat(float value)
    {
        Lanes1 result = default;
        ((Span<float>)result._lanes).Fill(value);
        return result;
    }

    public static Lanes1 Load(ref readonly float origin, nuint offset)
    {
        Lanes1 result = default;
        for (int i = 0; i < 16; i++)
            result._lanes[i] = Unsafe.Add(ref Unsafe.AsRef(in origin), offset + (nuint)i);
        return result;
    }

    public static Lanes1 Load(ref readonly sbyte origin, nuint offset)
    {
        Lanes1 result = default;
        for (int i = 0; i < 16; i++)
            result._lanes[i] = Unsafe.Add(ref Unsafe.AsRef(in origin), offset + (nuint)i);
        return result;
    }

    public static Lanes1 Load(ref readonly short origin, nuint offset)
    {
        Lanes1 result = default;
        for (int i = 0; i < 16; i++)
            result._lanes[i] = BitConverter.Int32BitsToSingle(
                Unsafe.Add(ref Unsafe.AsRef(in origin), offset + (nuint)i) << 16
            );
        return result;
    }

    public readonly void Store(ref float origin, nuint offset)
    {
        for (int i = 0; i < 16; i++)
            Unsafe.Add(ref origin, offset + (nuint)i) = _lanes[i];
    }

    public static Lanes1 operator +(Lanes1 x, Lanes1 y)
    {
        for (int i = 0; i < 16; i++)
            x._lanes[i] += y._lanes[i];
        return x;
    }

    public static Lanes1 operator -(Lanes1 x, Lanes1 y)
    {
        for (int i = 0; i < 16; i++)
            x._lanes[i] -= y._lanes[i];
        return x;
    }

    public static Lanes1 operator *(Lanes1 x, Lanes1 y)
    {
        for (int i = 0; i < 16; i++)
            x._lanes[i] *= y._lanes[i];
        return x;
    }

    public static Lanes1 MultiplyAdd(Lanes1 x, Lanes1 y, Lanes1 z)
    {
        for (int i = 0; i < 16; i++)
            x._lanes[i] = MathF.FusedMultiplyAdd(x._lanes[i], y._lanes[i], z._lanes[i]);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 MultiplyAdd(ref readonly float x, ref readonly float y, nuint offset, Lanes1 z) =>
        MultiplyAdd(Load(in x, offset), Load(in y, offset), z);

    public static Lanes1 NegatedMultiplyAdd(Lanes1 x, Lanes1 y, Lanes1 z)
    {
        for (int i = 0; i < 16; i++)
            x._lanes[i] = MathF.FusedMultiplyAdd(-x._lanes[i], y._lanes[i], z._lanes[i]);
        return x;
    }

    public static Lanes1 Positive(Lanes1 x)
    {
        for (int i = 0; i < 16; i++)
            x._lanes[i] = x._lanes[i] > 0f ? x._lanes[i] : 0f;
        return x;
    }

    public static uint AtLeast(Lanes1 x, Lanes1 y)
    {
        uint bits = 0;
        for (int i = 0; i < 16; i++)
            bits |= x._lanes[i] >= y._lanes[i] ? 1u << i : 0;
        return bits;
    }

    public readonly float Sum()
    {
        Buffer sums = _lanes;
        for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            sums[i] += sums[i + half];
        return sums[0];
    }

    [InlineArray(16)]
    private struct Buffer
    {
        private float _element;
    }
}
