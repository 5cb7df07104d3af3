using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Kernels;
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
        Line("blocks, in fresh memory", () => Cut(train));
        BlockGrid used = Cut(train);
        Line("blocks, in memory used before", () => used = Cut(train, used));
        Ratings mixed = Mixed(train);
        Line("the same, ratings in another order", () => used = Cut(mixed, used));
        SgdTrainer trainer = new(options with { Epochs = 0 });
        Line("a fit of no epochs", () => trainer.Fit(train.Transpose().Transpose()));
        Line("the next fit to the same ratings", () => trainer.Fit(train));
        return 0;

        BlockGrid Cut(Ratings ratings, BlockGrid? used = null) =>
            new(ratings, start.UserCounts, start.ItemCounts, shape, team, used);
    }

    /// <summary>The ratings in a random order.</summary>
    private static Ratings Mixed(Ratings ratings)
    {
        int[] order = new int[ratings.Count];
        Permutation.Fill(order, 1, 1);
        int[] users = [.. order.Select(k => ratings.UserRows[k])];
        int[] items = [.. order.Select(k => ratings.ItemRows[k])];
        float[] values = [.. order.Select(k => ratings.Values[k])];
        return Ratings.FromRows(ratings.Users.Count, ratings.Items.Count, users, items, values);
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
