using System.Globalization;
using FastMf.Data;
using FastMf.Objectives;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Hogwild beside the blocks, in turns: seconds, held-out error and how much it differs from run to run.</summary>
internal static class HogwildBenchmark
{
    /// <summary>Arguments: ratings, users, items, rank, epochs, threads, repetitions; all optional.</summary>
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
        SgdOptions options = new()
        {
            Rank = Argument(3, 32),
            Epochs = Argument(4, 6),
            Threads = Argument(5, 2),
        };
        int repetitions = Argument(6, 4);
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        Console.WriteLine(
            $"{train.Count:N0} ratings, rank {options.Rank}, {options.Epochs} epochs, {options.Threads} threads"
        );
        new SgdTrainer(options with { Epochs = 1 }).Fit(train); // warm
        for (int run = 0; run < 2 * repetitions; run++)
        {
            SgdParallel parallel = run % 2 == 0 ? SgdParallel.Blocked : SgdParallel.Hogwild;
            FitResult fit = new SgdTrainer(options with { Parallel = parallel }).Fit(train);
            double updates = (double)train.Count * options.Epochs / fit.Seconds / 1e6;
            double rmse = ObjectiveFunction.Evaluate(fit.Model, test).Rmse;
            Console.WriteLine(
                $"{parallel, -8} {fit.Seconds, 6:F2} s {updates, 7:F1} M/s with preparation  RMSE {rmse:F6}"
            );
        }
        return 0;
    }
}
