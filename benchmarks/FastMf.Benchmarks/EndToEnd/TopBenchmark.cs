using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;
using FastMf.Trainers;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Lists of ten for all users, what they rated left out, with and without the bound that ends a search early, and the
/// ranking metrics of all users with test ratings. The model is iALS after a few epochs on generated data.
/// </summary>
internal static class TopBenchmark
{
    /// <summary>Arguments: ratings, users, items, rank, epochs, threads; all optional.</summary>
    public static int Run(string[] args)
    {
        double Argument(int index, double otherwise) =>
            args.Length > index ? double.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = (int)Argument(0, 20_000_000),
            Users = (int)Argument(1, 138_493),
            Items = (int)Argument(2, 26_744),
            Rank = 12,
        };
        (int rank, int epochs, int threads) = ((int)Argument(3, 64), (int)Argument(4, 3), (int)Argument(5, 2));
        double peak = Peak.Measure(threads);
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        ImplicitAlsOptions options = new()
        {
            Rank = rank,
            Epochs = epochs,
            Threads = threads,
            Positive = 4f,
        };
        long began = Stopwatch.GetTimestamp();
        FactorModel model = new ImplicitAlsTrainer(options).Fit(train).Model;
        Line("training", began);
        began = Stopwatch.GetTimestamp();
        _ = train.ByUser;
        Line("training ratings by user", began);

        RecommendOptions top = new() { Exclude = train, Threads = threads };
        double flops = 2.0 * synthetic.Users * synthetic.Items * model.ItemFactors.Stride;
        for (int repetition = 0; repetition < 3; repetition++)
        {
            double seconds = Time(model, top with { Prune = false });
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"top 10 of all users, every score        {seconds, 7:F2} s {flops / seconds / 1e9, 7:F0} GFLOP/s, {flops / seconds / 1e9 / peak:P0} of {peak:F0}"
                )
            );
            seconds = Time(model, top);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"top 10 of all users, ended by the bound {seconds, 7:F2} s, {ScoredShare(model, train):P1} of scores computed"
                )
            );
        }
        foreach (bool auc in (bool[])[false, true, false, true])
        {
            began = Stopwatch.GetTimestamp();
            model.EvaluateRanking(test, 10, train, 4f, threads, auc);
            Line(auc ? "ranking metrics with AUC" : "ranking metrics without AUC", began);
        }
        return 0;
    }

    private static double Time(FactorModel model, RecommendOptions options)
    {
        long users = 0;
        long began = Stopwatch.GetTimestamp();
        model.RecommendAll((_, best) => users += best.Length, options);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Of every hundredth user, the share of panels that the bound left to score.</summary>
    private static double ScoredShare(FactorModel model, Ratings train)
    {
        using WorkerTeam team = new(1);
        ItemPanels panels = new(model);
        panels.Prepare(team);
        BlockRanking ranking = new(model, panels, 10, SimdWidth.Current);
        int[] users = [.. Enumerable.Range(0, model.UserFactors.Rows).Where(user => user % 100 == 0)];
        foreach (int[] block in users.Chunk(ranking.Capacity))
            ranking.Rank(block, train.ByUser, block);
        return ranking.Scored / ((double)users.Length * panels.Count);
    }

    private static void Line(string what, long began) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -40}{Stopwatch.GetElapsedTime(began).TotalSeconds, 7:F2} s"
            )
        );
}
