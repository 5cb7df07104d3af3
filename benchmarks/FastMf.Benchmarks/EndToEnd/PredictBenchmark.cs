using System.Diagnostics;
using System.Globalization;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// A prediction of rows that stay in the first-level cache, one at a time and many at once, beside a plain loop over the same
/// numbers: mean, biases and u.v of arrays, an array a row.
/// </summary>
internal static class PredictBenchmark
{
    private const int Rows = 32;
    private const int Calls = 1 << 20;
    private const int Repetitions = 25;

    /// <summary>Arguments: ranks.</summary>
    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        int[] ranks = args.Length > 0 ? [.. args[0].Split(',').Select(int.Parse)] : [32, 64, 128];
        Console.WriteLine("rank   biases   one, ns   of many, ns   plain loop, ns   times as fast   bytes allocated");
        foreach (int rank in ranks)
        {
            Line(RandomModels.Of(1, Rows, Rows, rank), "no");
            Line(RandomModels.Of(1, Rows, Rows, rank, biases: true), "yes");
            Line(Kept(RandomModels.Of(1, Rows, Rows, rank).Rounded(FactorPrecision.BFloat16)), "bf16");
            Line(Kept(RandomModels.Of(1, Rows, Rows, rank).Rounded(FactorPrecision.Int8)), "int8");
        }
        return 0;
    }

    /// <summary>The model as it is read from its file: with factors that stay rounded.</summary>
    private static FactorModel Kept(FactorModel model)
    {
        string path = Path.GetTempFileName();
        model.Save(path);
        FactorModel kept = ModelFile.Load(path);
        File.Delete(path);
        return kept;
    }

    private static void Line(FactorModel model, string biases)
    {
        int[] users = [.. Enumerable.Range(0, Rows * Rows).Select(k => k % Rows)];
        int[] items = [.. Enumerable.Range(0, Rows * Rows).Select(k => k / Rows)];
        float[] predictions = new float[users.Length];
        PlainModel plain = new(model);
        List<(double One, double Many, double Plain)> runs = [];
        long allocated = 0;
        float sink = 0;
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            for (int k = 0; k < Calls; k++)
                sink += model.Predict(k % Rows, k / Rows % Rows);
            long one = Stopwatch.GetTimestamp();
            for (int k = 0; k < Calls; k += users.Length)
                model.Predict(users, items, predictions);
            long many = Stopwatch.GetTimestamp();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            for (int k = 0; k < Calls; k++)
                sink += plain.Predict(k % Rows, k / Rows % Rows);
            long end = Stopwatch.GetTimestamp();
            if (repetition > 2) // until then it compiles
                runs.Add((one - began, many - one, end - many));
            Thread.Sleep(repetition > 2 ? 0 : 200);
        }
        double scale = 1e9 / Stopwatch.Frequency / Calls;
        double Median(Func<(double One, double Many, double Plain), double> of) =>
            runs.Select(of).Order().ElementAt(runs.Count / 2);
        Console.WriteLine(
            $"{model.Rank, 4} {biases, 8} {scale * Median(run => run.One), 9:F1} {scale * Median(run => run.Many), 13:F1}"
                + $" {scale * Median(run => run.Plain), 16:F1} {Median(run => run.Plain / run.One), 9:F1} and {Median(run => run.Plain / run.Many):F1}"
                + $" {allocated, 17}"
        );
        if (float.IsNaN(sink))
            throw new InvalidOperationException("Not numbers.");
    }

    /// <summary>What one would write by hand.</summary>
    private sealed class PlainModel(FactorModel model)
    {
        private readonly float[][] _users =
        [
            .. Enumerable.Range(0, Rows).Select(row => model.UserFactors[row].ToArray()),
        ];
        private readonly float[][] _items =
        [
            .. Enumerable.Range(0, Rows).Select(row => model.ItemFactors[row].ToArray()),
        ];
        private readonly float[] _userBias = model.HasBiases ? model.UserBias.ToArray() : new float[Rows];
        private readonly float[] _itemBias = model.HasBiases ? model.ItemBias.ToArray() : new float[Rows];
        private readonly float _mean = model.HasBiases ? model.Info.Mean : 0f;

        public float Predict(int user, int item)
        {
            float[] u = _users[user];
            float[] v = _items[item];
            float y = _mean + _userBias[user] + _itemBias[item];
            for (int k = 0; k < u.Length; k++)
                y += u[k] * v[k];
            return y;
        }
    }
}
