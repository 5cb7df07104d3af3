using System.Globalization;
using FastMf.Data;
using FastMf.Trainers;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>The first fit of a new process, which compiles as it goes, and those after it.</summary>
internal static class FirstFitBenchmark
{
    /// <summary>Arguments: ratings, users, items, rank, epochs, threads; all optional.</summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index]) : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = Argument(0, 1_000_000),
            Users = Argument(1, 6_040),
            Items = Argument(2, 3_706),
            Rank = 12,
        };
        SgdOptions options = new()
        {
            Rank = Argument(3, 32),
            Epochs = Argument(4, 20),
            Threads = Argument(5, 2),
        };
        Ratings train = SyntheticRatings.Generate(synthetic).Ratings;
        for (int fit = 1; fit <= 4; fit++)
            Console.WriteLine($"fit {fit}: {new SgdTrainer(options).Fit(train).Seconds * 1e3:F0} ms");
        return 0;
    }
}
