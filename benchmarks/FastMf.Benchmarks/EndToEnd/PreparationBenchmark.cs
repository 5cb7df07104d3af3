using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Objectives;
using FastMf.Threads;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Where the time before the first epoch goes: the fastest of several runs of each stage, in a warm process.</summary>
internal static class PreparationBenchmark
{
    private const int Repetitions = 7;

    /// <summary>Arguments: ratings, users, items, rank, threads; all optional.</summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index]) : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = Argument(0, 20_000_000),
            Users = Argument(1, 138_493),
            Items = Argument(2, 26_744),
            Rank = 12,
        };
        SgdOptions options = new() { Rank = Argument(3, 32), Threads = Argument(4, 2) };
        (Ratings train, _) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        using WorkerTeam team = new(options.Threads);
        StartingPoint start = StartingPoint.Of(train, null, options, team);
        int stride = start.Model.UserFactors.Stride;
        GridShape shape = GridShape.Choose(train.Count, start.UserCounts.Length, start.ItemCounts.Length, stride);
        Console.WriteLine($"{train.Count:N0} ratings, rank {options.Rank}, {options.Threads} threads");
        Line("counts of users (one thread)", () => PenaltyWeights.Counts(train.UserRows, train.Users.Count));
        Line("counts and first factors", () => StartingPoint.Of(train, null, options, team));
        Line("variance", () => Moments.Variance(train, team));
        Line("user strips (one thread)", () => new RowStrips(start.UserCounts, shape.UserStrips));
        Line("blocks, in fresh memory", () => Blocks(train, start, shape, team, leave: false));
        Line("blocks, in memory used before", () => Blocks(train, start, shape, team, leave: true));
        Line("a fit of no epochs", () => new SgdTrainer(options with { Epochs = 0 }).Fit(train));
        return 0;
    }

    private static BlockGrid Blocks(Ratings train, StartingPoint start, GridShape shape, WorkerTeam team, bool leave)
    {
        BlockGrid grid = new(train, start.UserCounts, start.ItemCounts, shape, team);
        if (leave)
            grid.Dispose();
        return grid;
    }

    private static void Line(string what, Func<object> stage)
    {
        double[] seconds = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            long began = Stopwatch.GetTimestamp();
            GC.KeepAlive(stage());
            seconds[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        Array.Sort(seconds);
        Console.WriteLine($"{what, -36} {seconds[0] * 1e3, 6:F0} ms, median {seconds[Repetitions / 2] * 1e3, 6:F0}");
    }
}
