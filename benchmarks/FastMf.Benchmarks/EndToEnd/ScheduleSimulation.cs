using System.Diagnostics;
using System.Globalization;
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
        double[] times = Measure(grid, rank, (float)train.Mean);
        Console.WriteLine(
            $"{train.Count:N0} ratings, rank {rank}: {grid.UserStrips} x {grid.ItemStrips} blocks, "
                + $"{times.Sum() / times.Length * 1e6:F0} microseconds each"
        );
        Console.WriteLine("threads   efficiency");
        foreach (int threads in (int[])[1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128])
            Console.WriteLine($"{threads, 7} {Efficiency(grid, times, threads), 12:P1}");
        return 0;
    }

    /// <summary>Seconds of each block, the third pass over all of them.</summary>
    private static double[] Measure(BlockGrid grid, int rank, float mean)
    {
        FactorMatrix users = Factors(grid.Users.Count, rank, 1);
        FactorMatrix items = Factors(grid.Items.Count, rank, 2);
        SgdRow[] userRows = Rows(grid.Users.Count);
        SgdRow[] itemRows = Rows(grid.Items.Count);
        SgdBlock kernel = SgdBlock.Bind(new SquaredLoss(), adaptive: true);
        SgdTerms terms = new(mean, 0.2f, NonNegative: false);
        double[] times = new double[grid.Blocks];
        for (int pass = 0; pass < 3; pass++)
        {
            DiagonalSchedule schedule = new(grid.UserStrips, grid.ItemStrips);
            schedule.Begin(0);
            while (schedule.TryTake(out int row, out int column, out int round))
            {
                long began = Stopwatch.GetTimestamp();
                kernel.Run(
                    grid.Entries(row, column),
                    [],
                    Strip(grid.Users, row, users, userRows),
                    Strip(grid.Items, column, items, itemRows),
                    terms,
                    0.8f
                );
                times[(row * grid.ItemStrips) + column] = Stopwatch.GetElapsedTime(began).TotalSeconds;
                schedule.Complete(row, column, round);
            }
        }
        return times;
    }

    private static double Efficiency(BlockGrid grid, double[] times, int threads)
    {
        PriorityQueue<int, double> idle = new(); // workers by the moment they are free
        for (int worker = 0; worker < threads; worker++)
            idle.Enqueue(worker, 0);
        double[] rowFree = new double[grid.UserStrips];
        double[] columnFree = new double[grid.ItemStrips];
        double end = 0;
        DiagonalSchedule schedule = new(grid.UserStrips, grid.ItemStrips);
        schedule.Begin(0);
        while (schedule.TryTake(out int row, out int column, out _))
        {
            idle.TryDequeue(out int worker, out double free);
            double start = Math.Max(free, Math.Max(rowFree[row], columnFree[column]));
            double done = start + times[(row * grid.ItemStrips) + column];
            rowFree[row] = columnFree[column] = done;
            idle.Enqueue(worker, done);
            end = Math.Max(end, done);
        }
        return times.Sum() / (threads * end);
    }

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
