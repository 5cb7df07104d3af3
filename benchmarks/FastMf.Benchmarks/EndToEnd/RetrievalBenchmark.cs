using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Top ten of one user at a time on one core: every item scored against the index, for the same users, in turn. Beside it
/// what the memory gives: a sum over the item factors, where these are floats; and how long some users take together.
/// </summary>
internal static class RetrievalBenchmark
{
    private const int Users = 60;
    private const int Length = 10;

    /// <summary>Arguments: model files.</summary>
    public static int Run(string[] args)
    {
        foreach (string path in args)
        {
            FactorModel model = ModelFile.Load(path);
            Console.WriteLine(
                Text($"{path}: {model.Items.Count:N0} items, {model.Users.Count:N0} users, rank {model.Rank}")
            );
            long began = Stopwatch.GetTimestamp();
            Retriever retriever = Retriever.Build(model, threads: 2);
            Console.WriteLine(
                Text($"  index built in {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s on 2 threads")
            );
            Compare(model, retriever);
            foreach (int users in (int[])[16, 32, 64, 128])
                Together(model, users);
        }
        return 0;
    }

    private static void Compare(FactorModel model, Retriever retriever)
    {
        int[] users = [.. Enumerable.Range(0, Users).Select(k => (int)((long)k * model.Users.Count / Users))];
        Scored[] expected = new Scored[Length];
        Scored[] actual = new Scored[Length];
        for (int round = 0; round < 3; round++) // compiled for good, and pages are there
        {
            for (int warm = 0; warm < 60; warm++)
                retriever.Recommend(users[warm], actual);
            for (int warm = 0; warm < 15; warm++)
                model.Recommend(users[warm], expected);
            Thread.Sleep(300);
        }
        List<(double Scan, double Search, double Sum, double Scored, double Screened)> runs = [];
        foreach (int user in users)
        {
            double sum = model.ItemFactors.IsRounded ? double.NaN : Seconds(() => MemorySum(model.ItemFactors));
            double scan = Seconds(() => model.Recommend(user, expected));
            RetrievalWork work = default;
            double search = Seconds(() => retriever.Recommend(user, actual, default, out work));
            if (!expected.AsSpan().SequenceEqual(actual))
                throw new InvalidOperationException($"User {user} gets another list.");
            runs.Add((scan, search, sum, (double)work.Scored / work.Items, (double)work.Screened / work.Items));
        }
        double bytes = (double)model.ItemFactors.Rows * model.ItemFactors.Stride * sizeof(float);
        (double reading, double scanning) = (Median(runs, run => run.Sum), Median(runs, run => run.Scan));
        if (model.ItemFactors.IsRounded)
            Console.WriteLine(Text($"  every item scored    {1e3 * scanning, 8:F3} ms, factors are rounded"));
        else
        {
            Console.WriteLine(
                Text($"  reading the factors  {1e3 * reading, 8:F3} ms, {bytes / reading / 1e9:F1} GB/s")
            );
            Console.WriteLine(
                Text(
                    $"  every item scored    {1e3 * scanning, 8:F3} ms, {bytes / scanning / 1e9:F1} GB/s, {reading / scanning:P0} of that"
                )
            );
        }
        Console.WriteLine(
            Text(
                $"  index                {1e3 * Median(runs, run => run.Search), 8:F3} ms, {Median(runs, run => run.Scan / run.Search):F1} times as fast (a tenth of users less than {At(runs, run => run.Scan / run.Search, 0.1):F1}); scored {Median(runs, run => run.Scored):P2} of items, screened {Median(runs, run => run.Screened):P1}"
            )
        );
    }

    /// <summary>Lists of some users: one after the other, and by the tiles for many users with their packing, on two threads and on one.</summary>
    private static void Together(FactorModel model, int users)
    {
        int[] rows = [.. Enumerable.Range(0, users).Select(k => (int)((long)k * model.Users.Count / users))];
        Scored[] best = new Scored[Length];
        List<(double Each, double One, double Two)> runs = [];
        for (int repetition = 0; repetition < 5; repetition++)
            runs.Add(
                (
                    Seconds(() => Array.ForEach(rows, row => model.Recommend(row, best))),
                    Seconds(() => model.RecommendAll((_, _) => { }, new() { Users = rows, Threads = 1 })),
                    Seconds(() => model.RecommendAll((_, _) => { }, new() { Users = rows, Threads = 2 }))
                )
            );
        Console.WriteLine(
            Text(
                $"  {users, 3} users: each {1e3 * Median(runs, run => run.Each), 8:F1} ms, together {1e3 * Median(runs, run => run.One):F1}, on two threads {1e3 * Median(runs, run => run.Two):F1}"
            )
        );
    }

    /// <summary>Reads all floats once, with as many sums under way as hide their latency.</summary>
    private static float MemorySum(FactorMatrix factors)
    {
        Vector<float> a = default,
            b = default,
            c = default,
            d = default;
        for (int first = 0; first < factors.Rows; first += 4096)
        {
            ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(
                factors.RowsFrom(first, Math.Min(4096, factors.Rows - first))
            );
            for (int i = 0; i + 3 < x.Length; i += 4)
            {
                a += x[i];
                b += x[i + 1];
                c += x[i + 2];
                d += x[i + 3];
            }
        }
        return Vector.Sum(a + b + c + d);
    }

    private static double Seconds(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median<T>(List<T> runs, Func<T, double> of) => At(runs, of, 0.5);

    private static double At<T>(List<T> runs, Func<T, double> of, double share) =>
        runs.Select(of).Order().ElementAt((int)(runs.Count * share));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
