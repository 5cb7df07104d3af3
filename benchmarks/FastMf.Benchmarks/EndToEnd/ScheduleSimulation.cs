using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Objectives;
using FastMf.Threads;
using FastMf.Trainers;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// How well an epoch's blocks keep threads busy that this machine does not have: every block's time is measured on one
/// thread, then the schedule is played through: a worker takes the next block in order, waits until the block's strips
/// are free, and works for the time measured. Efficiency = sum of block times / (threads x time of the epoch).
/// </summary>
internal static class ScheduleSimulation
{
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int count = args.Length > 0 ? int.Parse(args[0]) : 20_000_000;
        int rank = args.Length > 1 ? int.Parse(args[1]) : 32;
        (Ratings train, _) = LargeSet.Generate(count).Split(0.1);
        using WorkerTeam team = new(0);
        int[] users = PenaltyWeights.Counts(train.UserRows, train.Users.Count);
        int[] items = PenaltyWeights.Counts(train.ItemRows, train.Items.Count);
        GridShape shape = GridShape.Choose(train.Count, users.Length, items.Length, (rank + 15) / 16 * 16);
        BlockGrid grid = new(train, users, items, shape, team);
        double[] rounds = Measure(grid, rank, (float)train.Mean, 1);
        double[] columns = Measure(grid, rank, (float)train.Mean, grid.ItemStrips);
        Console.WriteLine(
            $"{train.Count:N0} ratings, rank {rank}: {grid.UserStrips} x {grid.ItemStrips} blocks, microseconds each: "
                + $"{rounds.Average() * 1e6:F1} round by round, {columns.Average() * 1e6:F1} column by column"
        );
        Console.WriteLine("threads   efficiency: round by round   column by column   as a fit has it");
        foreach (int threads in (int[])[1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128])
        {
            double byRounds = Efficiency(grid, rounds, threads, 1);
            double byColumns = Efficiency(grid, columns, threads, grid.ItemStrips);
            bool single = DiagonalSchedule.LengthFor(threads, grid.ItemStrips) == 1;
            Console.WriteLine(
                $"{threads, 7} {byRounds, 27:P1} {byColumns, 18:P1} {(single ? byRounds : byColumns), 17:P1}"
            );
        }
        return 0;
    }

    /// <summary>Seconds of each block, the fastest of three passes: what else the machine does is none of the schedule's.</summary>
    private static double[] Measure(BlockGrid grid, int rank, float mean, int length)
    {
        FactorMatrix users = Factors(grid.Users.Count, rank, 1);
        FactorMatrix items = Factors(grid.Items.Count, rank, 2);
        SgdRow[] userRows = Rows(grid.Users.Count);
        SgdRow[] itemRows = Rows(grid.Items.Count);
        SgdBlock kernel = SgdBlock.Bind(new SquaredLoss(), adaptive: true);
        SgdTerms terms = new(mean, 0.2f, NonNegative: false);
        double[] times = new double[grid.Blocks];
        Array.Fill(times, double.MaxValue);
        for (int pass = 0; pass < 3; pass++)
        {
            DiagonalSchedule schedule = new(grid.UserStrips, grid.ItemStrips, length);
            schedule.Begin(0);
            schedule.Work(block =>
            {
                long began = Stopwatch.GetTimestamp();
                if (!block.Follows)
                    Read(items, grid.Items, block.Column);
                Read(users, grid.Users, block.Row);
                kernel.Run(
                    grid.Entries(block.Row, block.Column),
                    [],
                    Strip(grid.Users, block.Row, users, userRows),
                    Strip(grid.Items, block.Column, items, itemRows),
                    terms,
                    0.8f
                );
                ref double time = ref times[(block.Row * grid.ItemStrips) + block.Column];
                time = Math.Min(time, Stopwatch.GetElapsedTime(began).TotalSeconds);
                return true;
            });
        }
        return times;
    }

    private static double Efficiency(BlockGrid grid, double[] times, int threads, int length)
    {
        PriorityQueue<double, double> idle = new(Enumerable.Repeat((0.0, 0.0), threads)); // when workers are free
        double[] rowFree = new double[grid.UserStrips];
        double[] columnFree = new double[grid.ItemStrips];
        double now = idle.Dequeue();
        double end = 0;
        DiagonalSchedule schedule = new(grid.UserStrips, grid.ItemStrips, length);
        schedule.Begin(0);
        schedule.Work(block =>
        {
            if (!block.Follows)
                now = idle.EnqueueDequeue(now, now);
            now = Math.Max(now, Math.Max(rowFree[block.Row], columnFree[block.Column]));
            now += times[(block.Row * grid.ItemStrips) + block.Column];
            rowFree[block.Row] = columnFree[block.Column] = now;
            end = Math.Max(end, now);
            return true;
        });
        return times.Sum() / (threads * end);
    }

    internal static void Read(FactorMatrix factors, RowStrips strips, int strip) =>
        CacheLines.Touch(MemoryMarshal.AsBytes(factors.RowsFrom(strips.Start(strip), strips.Length(strip))));

    internal static SgdStrip Strip(RowStrips strips, int strip, FactorMatrix factors, SgdRow[] rows)
    {
        int start = strips.Start(strip);
        return new SgdStrip(factors.Row(start), rows.AsSpan(start, strips.Length(strip)), [], factors.Stride);
    }

    internal static FactorMatrix Factors(int rows, int rank, ulong seed)
    {
        FactorMatrix factors = new(rows, rank);
        for (int row = 0; row < rows; row++)
            Fill.Normal(seed, row, factors.Row(row)[..rank], 0.1f);
        return factors;
    }

    internal static SgdRow[] Rows(int count)
    {
        SgdRow[] rows = new SgdRow[count];
        rows.AsSpan().Fill(new SgdRow { Accumulator = 120f, Shrink = 0.1f });
        return rows;
    }
}
