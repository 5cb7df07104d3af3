namespace FastMf.Simd;

/// <summary>
/// Sixteen floats, always: one, two, four or no vector registers of the processor. A kernel is written once over
/// this contract; every implementation gives the same bits, because every operation is exact lane by lane and
/// <see cref="Sum"/> adds the lanes in one fixed order.
/// </summary>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal interface ISimd<TSelf>
    where TSelf : struct, ISimd<TSelf>
{
    /// <summary>How many floats one hardware operation handles: 16, 8, 4 or 1.</summary>
    static abstract int Width { get; }

    /// <summary>The same value in all lanes.</summary>
    static abstract TSelf Splat(float value);

    /// <summary>Reads 16 floats from <paramref name="origin"/> + <paramref name="offset"/> (in floats); any alignment.</summary>
    static abstract TSelf Load(ref readonly float origin, nuint offset);

    /// <summary>Makes 16 floats of the signed bytes from <paramref name="origin"/> + <paramref name="offset"/> on; exact.</summary>
    static abstract TSelf Load(ref readonly sbyte origin, nuint offset);

    /// <summary>Makes 16 floats of their upper halves (bfloat16) from <paramref name="origin"/> + <paramref name="offset"/> on; exact.</summary>
    static abstract TSelf Load(ref readonly short origin, nuint offset);

    /// <summary>Writes 16 floats to <paramref name="origin"/> + <paramref name="offset"/> (in floats); any alignment.</summary>
    void Store(ref float origin, nuint offset);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    /// <summary>x * y + z, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>
    /// The 16 floats at <paramref name="x"/> + <paramref name="offset"/> times those of <paramref name="y"/>, plus z, rounded
    /// once. As one operation so that a load becomes an operand of the multiplication and not an instruction of its own.
    /// </summary>
    static abstract TSelf MultiplyAdd(ref readonly float x, ref readonly float y, nuint offset, TSelf z);

    /// <summary>z - x * y, rounded once.</summary>
    static abstract TSelf NegatedMultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>x where x &gt; 0, else +0 (also for NaN and -0).</summary>
    static abstract TSelf Positive(TSelf x);

    /// <summary>Bit i is 1 where x_i &gt;= y_i; 0 where either is NaN.</summary>
    static abstract uint AtLeast(TSelf x, TSelf y);

    /// <summary>The sum of the lanes by halving: 16 to 8 (lane i and i+8), to 4, to 2, to 1.</summary>
    float Sum();
}
