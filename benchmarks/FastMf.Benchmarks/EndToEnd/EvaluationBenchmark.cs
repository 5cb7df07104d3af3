using System.Diagnostics;
using System.Globalization;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Threads;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>What the error of a rating costs, beside what an epoch costs for each of its ratings.</summary>
internal static class EvaluationBenchmark
{
    /// <summary>Arguments: ratings, users, items, ranks, threads; all optional.</summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string Argument(int index, string otherwise) => args.Length > index ? args[index] : otherwise;
        SyntheticOptions synthetic = new()
        {
            Ratings = int.Parse(Argument(0, "20000000")),
            Users = int.Parse(Argument(1, "138493")),
            Items = int.Parse(Argument(2, "26744")),
            Rank = 12,
        };
        int threads = int.Parse(Argument(4, "2"));
        (Ratings train, Ratings test) = SyntheticRatings.Generate(synthetic).Ratings.Split(0.1);
        Console.WriteLine($"{train.Count:N0} and {test.Count:N0} ratings, {threads} threads");
        Console.WriteLine("rank   epoch, ns a rating   error of the training ratings   of the held-out ratings");
        foreach (int rank in Argument(3, "32,64,128").Split(',').Select(int.Parse))
        {
            SgdOptions options = new()
            {
                Rank = rank,
                Epochs = 5,
                Threads = threads,
            };
            FitResult fit = new SgdTrainer(options).Fit(train);
            double[] ends = [.. fit.History.Select(epoch => epoch.Seconds)];
            double epoch = ends.Zip(ends.Skip(1), (before, after) => after - before).Min() / train.Count * 1e9;
            using WorkerTeam team = new(threads);
            double ofTraining = Nanoseconds(new ErrorEvaluator(fit.Model, train, team), train.Count);
            double ofOthers = Nanoseconds(new ErrorEvaluator(fit.Model, test, team), test.Count);
            Console.WriteLine(
                $"{rank, 4} {epoch, 20:F1} {ofTraining, 20:F1} = {ofTraining / epoch:F2} epochs {ofOthers, 14:F1} = {ofOthers / epoch:F2} epochs"
            );
        }
        return 0;
    }

    private static double Nanoseconds(ErrorEvaluator evaluator, int count)
    {
        double best = double.MaxValue;
        for (int repetition = 0; repetition < 5; repetition++)
        {
            long began = Stopwatch.GetTimestamp();
            evaluator.Evaluate();
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / count);
        }
        return best;
    }
}
