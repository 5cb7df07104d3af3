using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Simd;
using FastMf.Threads;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Whole fits on generated data: millions of updates a second with preparation, seconds to a validation error, and the
/// naive loops over the same blocks in the same run. The second fit of a warm process is timed.
/// </summary>
internal static class TrainBenchmark
{
    /// <summary>Arguments: ratings, users, items, rank, epochs, threads, validation RMSE to reach; all optional.</summary>
    public static int Run(string[] args)
    {
        double Argument(int index, double otherwise) =>
            args.Length > index ? double.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        int count = (int)Argument(0, 20_000_000);
        int userCount = (int)Argument(1, 138_493);
        int itemCount = (int)Argument(2, 26_744);
        int rank = (int)Argument(3, 32);
        int epochs = (int)Argument(4, 20);
        int threads = (int)Argument(5, 2);
        double target = Argument(6, 0.735);

        SyntheticOptions synthetic = new()
        {
            Users = userCount,
            Items = itemCount,
            Ratings = count,
            Rank = 12,
        };
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        Console.WriteLine(
            $"{train.Count:N0} training ratings, {test.Count:N0} held out, {userCount:N0} users, {itemCount:N0} items, "
                + $"rank {rank}, {epochs} epochs, {threads} threads, {SimdWidth.Current} lanes a register"
        );
        SgdOptions options = new()
        {
            Rank = rank,
            Epochs = epochs,
            Threads = threads,
        };
        double updates = (double)train.Count * epochs;
        Console.WriteLine("what                                   seconds   M updates/s   held-out RMSE");

        Fit(options with { Epochs = 2 }, train); // warm
        double preparation = Fit(options with { Epochs = 0 }, train).Seconds;
        Line("preparation alone", preparation, 0, double.NaN);
        FitResult blocked = Fit(options, train);
        Line("blocked, preparation included", blocked.Seconds, updates, Rmse(blocked.Model, test));
        FitResult hogwild = Fit(options with { Parallel = SgdParallel.Hogwild }, train);
        Line("hogwild, preparation included", hogwild.Seconds, updates, Rmse(hogwild.Model, test));
        (double seconds, double rmse) = Naive(options, train, test);
        Line("naive loops, preparation not counted", seconds, updates, rmse);
        Console.WriteLine(
            $"naive / blocked: {seconds / blocked.Seconds:F2}; without preparation on either side: "
                + $"{seconds / (blocked.Seconds - preparation):F2}; with the same preparation on both: "
                + $"{(seconds + preparation) / blocked.Seconds:F2}"
        );

        FitResult watched = new SgdTrainer(options).Fit(train, test);
        int reached = watched.History.ToList().FindIndex(epoch => epoch.ValidationRmse <= target);
        Console.WriteLine(
            reached < 0
                ? $"validation RMSE {target} was not reached; best {watched.History.Min(epoch => epoch.ValidationRmse):F4}"
                : $"validation RMSE {target} after {watched.History[reached].Epoch} epochs, "
                    + $"{watched.History[reached].Seconds:F2} s with preparation and validation"
        );
        return 0;
    }

    private static FitResult Fit(SgdOptions options, Ratings train) => new SgdTrainer(options).Fit(train);

    private static double Rmse(FactorModel model, Ratings test) => ObjectiveFunction.Evaluate(model, test).Rmse;

    private static (double Seconds, double Rmse) Naive(SgdOptions options, Ratings train, Ratings test)
    {
        using WorkerTeam team = new(options.Threads);
        double variance = Moments.Variance(train, team);
        int[] users = PenaltyWeights.Counts(train.UserRows, train.Users.Count);
        int[] items = PenaltyWeights.Counts(train.ItemRows, train.Items.Count);
        int stride = (options.Rank + 15) / 16 * 16;
        GridShape shape = GridShape.Choose(train.Count, users.Length, items.Length, stride);
        BlockGrid grid = new(train, users, items, shape, team);
        StepSizes steps = new(options, variance);
        SgdRow user = new()
        {
            Accumulator = steps.Accumulator,
            Shrink = options.Penalty.UserStrength.Shrink,
            BiasShrink = options.BiasPenalty.Users,
        };
        SgdRow item = user with
        {
            Shrink = options.Penalty.ItemStrength.Shrink,
            BiasShrink = options.BiasPenalty.Items,
        };
        SgdTerms terms = new((float)train.Mean, steps.BiasShare, NonNegative: false);
        NaiveTraining Start() => new(grid, options.Rank, terms, options.LearningRate, user, item);
        Start().RunEpoch(team); // warm
        NaiveTraining naive = Start();
        long began = Stopwatch.GetTimestamp();
        for (int epoch = 0; epoch < options.Epochs; epoch++)
            naive.RunEpoch(team);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double squares = 0;
        int known = 0;
        for (int k = 0; k < test.Count; k++)
        {
            if (users[test.UserRows[k]] == 0 || items[test.ItemRows[k]] == 0)
                continue;
            double error = test.Values[k] - (double)naive.Predict(test.UserRows[k], test.ItemRows[k]);
            squares += error * error;
            known++;
        }
        return (seconds, Math.Sqrt(squares / known));
    }

    private static void Line(string what, double seconds, double updates, double rmse) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -38} {seconds, 7:F2} {updates / seconds / 1e6, 13:F1} {rmse, 15:F4}"
            )
        );
}
