using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Simd;
using FastMf.Trainers;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// The fused step alone, on rows that stay in the first-level cache, against the bound of a core with 512-bit vectors
/// (Zen 5) that starts eight instructions a cycle, two of them multiplications or multiply-adds, loads two registers and
/// stores one. Counted from the disassembly for squared loss and AdaGrad: 95 instructions a rating and 13 for each 16
/// floats of its rows, among the latter 5 multiplications or multiply-adds, 4 loads and 2 stores.
/// </summary>
internal static class KernelBound
{
    private const int CacheBytes = 40 * 1024; // of 48 KB: entries and scalars want room too
    private const int Ratings = 4096;
    private const double Issue = 8;
    private const double Instructions = 95;
    private const double InstructionsFor16Floats = 13;
    private const double MultiplierCyclesFor16Floats = 2.5; // the stores take 2, the loads 2

    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int[] ranks = args.Length > 0 ? [.. args[0].Split(',').Select(int.Parse)] : [16, 32, 64, 128, 256];
        double gigahertz = Clock();
        Console.WriteLine($"{gigahertz:F2} GHz, {SimdWidth.Current} lanes a register");
        Console.WriteLine("rank   ns a rating   cycles    bound   share of bound");
        foreach (int rank in ranks)
        {
            double nanoseconds = Measure(rank);
            double multipliers = MultiplierCyclesFor16Floats * rank / 16;
            double issue = (Instructions + (InstructionsFor16Floats * rank / 16)) / Issue;
            double bound = Math.Max(issue, multipliers);
            double cycles = nanoseconds * gigahertz;
            Console.WriteLine($"{rank, 4} {nanoseconds, 12:F2} {cycles, 9:F1} {bound, 8:F1} {bound / cycles, 14:P0}");
        }
        return 0;
    }

    /// <summary>Nanoseconds a rating.</summary>
    /// <param name="rank">Floats a row.</param>
    /// <param name="inTurns">Whether users take turns, as in a grid.</param>
    /// <param name="block">The kernel, where it is not that of a fit.</param>
    internal static double Measure(int rank, bool inTurns = true, SgdBlock? block = null)
    {
        int rows = CacheBytes / 2 / (rank * sizeof(float));
        FactorMatrix users = new(rows, rank);
        FactorMatrix items = new(rows, rank);
        SgdRow[] userRows = Rows(rows);
        SgdRow[] itemRows = Rows(rows);
        for (int i = 0; i < rows; i++)
        {
            Fill.Normal(1, i, users.Row(i), 0.1f);
            Fill.Normal(2, i, items.Row(i), 0.1f);
        }
        SgdEntry[] entries = new SgdEntry[Ratings];
        for (int k = 0; k < Ratings; k++)
        {
            // Sorted by user, and neighbours in the grid's order have different items, as nearly always in a large block.
            int place = inTurns ? new Interleaving(Ratings).Of(k) : k;
            float value = 3.5f + (float)CounterRandom.Normal(5, 0, (ulong)k);
            entries[place] = new SgdEntry((ushort)((long)k * rows / Ratings), (ushort)(place * 3L % rows), value);
        }
        block ??= SgdBlock.Bind(new SquaredLoss(), adaptive: true);
        SgdTerms terms = new(3.5f, 0.2f, NonNegative: false);
        double best = double.MaxValue;
        for (int repetition = 0; repetition < 4000; repetition++)
        {
            long began = Stopwatch.GetTimestamp();
            for (int pass = 0; pass < 4; pass++)
                block.Run(
                    entries,
                    [],
                    new SgdStrip(users.Row(0), userRows, [], users.Stride),
                    new SgdStrip(items.Row(0), itemRows, [], items.Stride),
                    terms,
                    0.1f
                );
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / (4 * Ratings));
        }
        return best;
    }

    private static SgdRow[] Rows(int count)
    {
        SgdRow[] rows = new SgdRow[count];
        rows.AsSpan()
            .Fill(
                new SgdRow
                {
                    Accumulator = 1f,
                    Shrink = 0.1f,
                    BiasShrink = 0.05f,
                }
            );
        return rows;
    }

    /// <summary>Cycles a nanosecond, from a chain of rotations and additions that each wait for the one before.</summary>
    private static double Clock()
    {
        double best = double.MaxValue;
        ulong x = 1;
        const int Steps = 1 << 20;
        for (int repetition = 0; repetition < 50; repetition++)
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < Steps; i++)
                x = (x ^ (x << 1)) + 1; // three cycles
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / Steps);
        }
        return x == 0 ? double.NaN : 3 / best;
    }
}
