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
/// what the memory gives: a sum over the item factors. And single predictions of rows in the cache beside a naive loop.
/// </summary>
internal static class RetrievalBenchmark
{
    private const int Users = 60;
    private const int Length = 10;
    private const int CachedRows = 32;

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
            Predict(model);
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
            double sum = Seconds(() => MemorySum(model.ItemFactors));
            double scan = Seconds(() => model.Recommend(user, expected));
            RetrievalWork work = default;
            double search = Seconds(() => retriever.Recommend(user, actual, default, out work));
            if (!expected.AsSpan().SequenceEqual(actual))
                throw new InvalidOperationException($"User {user} gets another list.");
            runs.Add((scan, search, sum, (double)work.Scored / work.Items, (double)work.Screened / work.Items));
        }
        double bytes = (double)model.ItemFactors.Rows * model.ItemFactors.Stride * sizeof(float);
        (double reading, double scanning) = (Median(runs, run => run.Sum), Median(runs, run => run.Scan));
        Console.WriteLine(Text($"  reading the factors  {1e3 * reading, 8:F3} ms, {bytes / reading / 1e9:F1} GB/s"));
        Console.WriteLine(
            Text(
                $"  every item scored    {1e3 * scanning, 8:F3} ms, {bytes / scanning / 1e9:F1} GB/s, {reading / scanning:P0} of that"
            )
        );
        Console.WriteLine(
            Text(
                $"  index                {1e3 * Median(runs, run => run.Search), 8:F3} ms, {Median(runs, run => run.Scan / run.Search):F1} times as fast (a tenth of users less than {At(runs, run => run.Scan / run.Search, 0.1):F1}); scored {Median(runs, run => run.Scored):P2} of items, screened {Median(runs, run => run.Screened):P1}"
            )
        );
    }

    private static void Predict(FactorModel model)
    {
        const int Calls = 2_000_000;
        float[][] u = [.. Enumerable.Range(0, CachedRows).Select(row => model.UserFactors[row].ToArray())];
        float[][] v = [.. Enumerable.Range(0, CachedRows).Select(row => model.ItemFactors[row].ToArray())];
        List<(double Ours, double Many, double Naive)> runs = [];
        double sink = 0;
        for (int repetition = 0; repetition < 9; repetition++)
        {
            double ours = Seconds(() => sink += Ours(model, Calls));
            double many = Seconds(() => sink += Many(model, Calls));
            double naive = Seconds(() => sink += Naive(u, v, Calls / 8));
            runs.Add((ours / Calls, many / Calls, naive / (Calls / 8)));
        }
        Console.WriteLine(
            Text(
                $"  one prediction       {1e9 * Median(runs, run => run.Ours), 8:F1} ns, of many pairs at once {1e9 * Median(runs, run => run.Many):F1} ns, naive loop {1e9 * Median(runs, run => run.Naive):F1} ns: {Median(runs, run => run.Naive / run.Ours):F1} and {Median(runs, run => run.Naive / run.Many):F1} times as fast"
            )
        );
        if (double.IsNaN(sink))
            throw new InvalidOperationException("Not numbers.");
    }

    private static float Ours(FactorModel model, int calls)
    {
        float sum = 0;
        for (int k = 0; k < calls; k++)
            sum += model.Predict(k & (CachedRows - 1), (k >> 5) & (CachedRows - 1));
        return sum;
    }

    private static float Many(FactorModel model, int calls)
    {
        int[] users = [.. Enumerable.Range(0, CachedRows * CachedRows).Select(k => k & (CachedRows - 1))];
        int[] items = [.. Enumerable.Range(0, CachedRows * CachedRows).Select(k => k >> 5)];
        float[] predictions = new float[users.Length];
        for (int k = 0; k < calls; k += users.Length)
            model.Predict(users, items, predictions);
        return predictions[0];
    }

    private static float Naive(float[][] u, float[][] v, int calls)
    {
        float sum = 0;
        for (int k = 0; k < calls; k++)
            sum += Naive(u[k & (CachedRows - 1)], v[(k >> 5) & (CachedRows - 1)]);
        return sum;
    }

    private static float Naive(float[] u, float[] v)
    {
        float sum = 0;
        for (int k = 0; k < u.Length; k++)
            sum += u[k] * v[k];
        return sum;
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
