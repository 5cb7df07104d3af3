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

    /// <summary>Arguments: ratings, users, items, rank, epochs, threads; all optional.</summary>
    public static int Run(string[] args)
    {
        int Argument(int index, int otherwise) =>
            args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = Argument(0, 20_000_000),
            Users = Argument(1, 138_493),
            Items = Argument(2, 26_744),
            Rank = 12,
        };
        BprOptions options = new()
        {
            Positive = Positive,
            Rank = Argument(3, 64),
            Epochs = Argument(4, 10),
            Threads = Argument(5, 2),
        };
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        int positives = 0;
        foreach (float value in train.Values)
            positives += value >= Positive ? 1 : 0;
        Console.WriteLine(
            $"{positives:N0} positives of {train.Count:N0} ratings, rank {options.Rank}, {options.Epochs} epochs, "
                + $"{options.Threads} threads, {SimdWidth.Current} lanes a register"
        );
        Console.WriteLine(
            "what                           seconds an epoch   preparation   M pairs/s   AUC of 2,000 users"
        );
        new BprTrainer(options with { Epochs = 2 }).Fit(train); // warm
        Ratings few = FewUsers(test);
        foreach (SgdParallel parallel in Enum.GetValues<SgdParallel>())
        foreach (Negatives negatives in Enum.GetValues<Negatives>())
        {
            BprOptions these = options with { Parallel = parallel, Negatives = negatives };
            double preparation = new BprTrainer(these with { Epochs = 0 }).Fit(train).Seconds;
            FitResult fit = new BprTrainer(these).Fit(train);
            double seconds = (fit.Seconds - preparation) / options.Epochs;
            double auc = fit.Model.EvaluateRanking(few, 10, train, Positive, options.Threads).Auc;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{$"{parallel}, {negatives}", -30} {seconds, 16:F3} {preparation, 13:F2} {positives / seconds / 1e6, 11:F1} {auc, 20:F4}"
                )
            );
        }
        return 0;
    }

    /// <summary>The ratings of the first users: all of them would take longer than training.</summary>
    private static Ratings FewUsers(Ratings test)
    {
        int[] kept = [.. Enumerable.Range(0, test.Count).Where(k => test.UserRows[k] < 2_000)];
        return new Ratings(
            test.Users,
            test.Items,
            [.. kept.Select(k => test.UserRows[k])],
            [.. kept.Select(k => test.ItemRows[k])],
            [.. kept.Select(k => test.Values[k])]
        );
    }
}
