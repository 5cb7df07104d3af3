using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Benchmarks.Micro;

/// <summary>Two small matrices that stay in the cache, and pairs of their rows as ratings would name them.</summary>
internal sealed class RowPairs
{
    public const int Rows = 256;

    /// <summary>Pairs; the benchmarks report the time of one.</summary>
    public const int Count = 4096;

    public RowPairs(int rank)
    {
        Users = RandomMatrix(1, rank);
        Items = RandomMatrix(2, rank);
        User = Draw(3);
        Array.Sort(User);
        Item = Draw(4);
    }

    public FactorMatrix Users { get; }

    public FactorMatrix Items { get; }

    public int[] User { get; }

    public int[] Item { get; }

    /// <summary>Throws where two ways to compute the same thing differ by more than rounding.</summary>
    public static void Check(double expected, double actual, string name)
    {
        if (!(Math.Abs(actual - expected) <= 1e-3 * (1 + Math.Abs(expected))))
            throw new InvalidOperationException($"{name} gives {actual}, the naive loop {expected}.");
    }

    private static FactorMatrix RandomMatrix(ulong seed, int rank)
    {
        FactorMatrix matrix = new(Rows, rank);
        for (int i = 0; i < Rows; i++)
            Fill.Normal(seed, i, matrix.Row(i)[..rank], 0.1f);
        return matrix;
    }

    private static int[] Draw(ulong seed)
    {
        int[] rows = new int[Count];
        for (int k = 0; k < Count; k++)
            rows[k] = CounterRandom.UniformInt(seed, 0, (ulong)k, Rows);
        return rows;
    }
}
