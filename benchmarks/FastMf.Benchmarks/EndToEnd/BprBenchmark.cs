using System.Globalization;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Seconds an epoch of pairwise ranking on generated data, ratings of at least 4 as positives, and how well it ranks held-out
/// ones. Preparation is not counted: it is the time of a fit of no epochs.
/// </summary>
internal static class BprBenchmark
{
    private const float Positive = 4f;

    /// <summary>
    /// Arguments: ratings, users, items, rank, epochs, threads; all optional. Then may follow <c>--against "COMMAND"</c>, see
    /// <see cref="OutsideProgram"/>: the ratings are the positives, <c>seconds=</c> is to be those of an epoch, and
    /// <c>auc=</c> that of the users in the test file, trained positives left out.
    /// </summary>
    public static int Run(string[] args)
    {
        int against = Array.IndexOf(args, "--against");
        string? command = against < 0 ? null : args[against + 1];
        int[] numbers = [.. (against < 0 ? args : args[..against]).Select(int.Parse)];
        int Argument(int index, int otherwise) => numbers.Length > index ? numbers[index] : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = Argument(0, 20_000_000),
            Users = Argument(1, 138_493),
            Items = Argument(2, 26_744),
            Rank = 12,
        };
        BprOptions options = new()
        {
            Rank = Argument(3, 64),
            Epochs = Argument(4, 10),
            Threads = Argument(5, 2),
        };
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        train = Positives.Of(train, Positive);
        test = Positives.Of(test, Positive, users: 2_000); // all of them would take longer than training
        Console.WriteLine(
            $"{train.Count:N0} positives, rank {options.Rank}, {options.Epochs} epochs, "
                + $"{options.Threads} threads, {SimdWidth.Current} lanes a register"
        );
        using OutsideProgram? outside = command is null ? null : new(command, train, test);
        Console.WriteLine(
            "what                           seconds an epoch   preparation   M pairs/s   AUC of 2,000 users"
        );
        new BprTrainer(options with { Epochs = 2 }).Fit(train); // warm
        foreach (SgdParallel parallel in Enum.GetValues<SgdParallel>())
        foreach (Negatives negatives in Enum.GetValues<Negatives>())
        {
            BprOptions these = options with { Parallel = parallel, Negatives = negatives };
            double preparation = new BprTrainer(these with { Epochs = 0 }).Fit(train).Seconds;
            FitResult fit = new BprTrainer(these).Fit(train);
            double seconds = (fit.Seconds - preparation) / options.Epochs;
            double auc = fit.Model.EvaluateRanking(test, 10, train, Positive, options.Threads).Auc;
            Line($"{parallel}, {negatives}", seconds, preparation, auc);
            if (outside is null || negatives != Negatives.Uniform)
                continue;
            (double theirs, double theirAuc) = outside.Run(options.Rank, options.Threads, options.Epochs, "", "auc");
            Line("outside", theirs, double.NaN, theirAuc);
        }
        return 0;

        void Line(string what, double seconds, double preparation, double auc) =>
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what, -30} {seconds, 16:F3} {preparation, 13:F2} {train.Count / seconds / 1e6, 11:F1} {auc, 20:F4}"
                )
            );
    }
}
