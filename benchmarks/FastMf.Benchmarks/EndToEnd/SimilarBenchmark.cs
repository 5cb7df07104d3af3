using System.Diagnostics;
using System.Globalization;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>The table of the ten most similar items of every item beside a loop that looks for those of one item after the other.</summary>
internal static class SimilarBenchmark
{
    private const int Length = 10;
    private const int Sampled = 400; // items of the loop: all would take minutes

    /// <summary>Arguments: model files.</summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        foreach (string path in args)
        {
            FactorModel model = ModelFile.Load(path);
            Console.WriteLine($"{path}: {model.Items.Count:N0} items, rank {model.Rank}");
            int step = Math.Max(1, model.Items.Count / Sampled);
            int[] items = [.. Enumerable.Range(0, model.Items.Count).Where(item => item % step == 0)];
            Scored[] best = new Scored[Length];
            for (int round = 0; round < 4; round++) // compiled for good
            {
                Array.ForEach(items[..60], item => model.SimilarItems(item, best));
                Thread.Sleep(200);
            }
            double each = Seconds(() => Array.ForEach(items, item => model.SimilarItems(item, best))) / items.Length;
            double loop = each * model.Items.Count;
            Console.WriteLine($"  loop               {1e3 * each:F3} ms an item, {loop:F1} s for all on one thread");
            foreach (int threads in (int[])[1, 2])
            {
                SimilarTable? table = null;
                double seconds = Seconds(() => table = SimilarTable.OfItems(model, Length, threads));
                Console.WriteLine(
                    $"  table, {threads} threads   {seconds:F2} s, {loop / seconds:F1} times as fast as that"
                );
                foreach (int item in items)
                {
                    if (!best.AsSpan(0, model.SimilarItems(item, best)).SequenceEqual(table![item]))
                        throw new InvalidOperationException($"Item {item} gets another list.");
                }
            }
        }
        return 0;
    }

    private static double Seconds(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
