using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FastMf.Kernels;

/// <summary>
/// Random numbers without a state: the value is a function of (seed, row, column), so any thread may ask for any of
/// them in any order, and a row's numbers do not change when rows or columns are added.
/// </summary>
/// <remarks>
/// Philox2x64-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). The seed is
/// the key, (row, column / 2) the counter, and the column's parity picks one of the two words of the block.
/// </remarks>
internal static class CounterRandom
{
    private const ulong Multiplier = 0xD2B74407B1CE6E93;
    private const ulong KeyStep = 0x9E3779B97F4A7C15; // 2^64 / golden ratio

    /// <summary>64 random bits.</summary>
    public static ulong Bits(ulong seed, ulong row, ulong column)
    {
        (ulong even, ulong odd) = Block(seed, row, column >> 1);
        return (column & 1) == 0 ? even : odd;
    }

    /// <summary>The same of columns in a row, at half the cost.</summary>
    public static void Bits(ulong seed, ulong row, ulong column, Span<ulong> words)
    {
        int odd = (int)(column & 1);
        if (odd == 1 && words.Length > 0)
            words[0] = Bits(seed, row, column);
        int k = odd;
        for (; k + 1 < words.Length; k += 2)
            (words[k], words[k + 1]) = Block(seed, row, (column + (ulong)k) >> 1);
        if (k < words.Length)
            words[k] = Bits(seed, row, column + (ulong)k);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public static double Uniform(ulong seed, ulong row, ulong column) => ToUniform(Bits(seed, row, column));

    /// <summary>Uniform in 0 … bound - 1; no value is likelier than another by more than bound / 2^64.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="row">First half of the counter.</param>
    /// <param name="column">Second half of the counter.</param>
    /// <param name="bound">At least 1.</param>
    public static int UniformInt(ulong seed, ulong row, ulong column, int bound)
    {
        Debug.Assert(bound > 0);
        return (int)Math.BigMul(Bits(seed, row, column), (ulong)bound, out _);
    }

    /// <summary>Normal with mean 0 and variance 1, by the quantile function; within ±8.3.</summary>
    public static double Normal(ulong seed, ulong row, ulong column) =>
        NormalQuantile.Of(ToProbability(Bits(seed, row, column)));

    /// <summary>
    /// A seed of its own for one purpose (users, items, the order of an epoch …), so that draws for different
    /// purposes may use the same rows and columns.
    /// </summary>
    public static ulong Derive(ulong seed, ulong purpose) => Bits(seed, ulong.MaxValue, purpose);

    /// <summary>The words of columns 2 * pair and 2 * pair + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (ulong Even, ulong Odd) Block(ulong seed, ulong row, ulong pair)
    {
        ulong x = row;
        ulong y = pair;
        ulong key = seed;
        for (int round = 0; round < 10; round++)
        {
            ulong high = Math.BigMul(Multiplier, x, out ulong low);
            x = high ^ key ^ y;
            y = low;
            key += KeyStep;
        }

        return (x, y);
    }

    internal static double ToUniform(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    // The middles of 2^52 equal steps: never 0 or 1, symmetric about 1/2, and exact in double.
    internal static double ToProbability(ulong bits) => ((bits >> 12) + 0.5) * (1.0 / (1UL << 52));
}
