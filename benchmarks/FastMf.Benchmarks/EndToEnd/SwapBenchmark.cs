using System.Diagnostics;
using System.Globalization;
using FastMf.Hosting;
using FastMf.IO;
using FastMf.Models;
using Microsoft.Extensions.Options;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// Lists of ten asked for by one thread, with a model of about 100 MB replaced again and again and without, in turns; then
/// from all cores, where every answer is compared with that of the version it names.
/// </summary>
internal static class SwapBenchmark
{
    private const int Checked = 64; // users whose answers are known beforehand

    /// <summary>Arguments: requests, swaps, pairs, users, items, rank, 1 for mapped models; all optional.</summary>
    public static int Run(string[] args)
    {
        int Argument(int index, int otherwise) =>
            args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
        (int requests, int swaps, int pairs) = (Argument(0, 1_000_000), Argument(1, 200), Argument(2, 5));
        (int users, int items, int rank) = (Argument(3, 390_000), Argument(4, 2_000), Argument(5, 64));
        bool mapped = Argument(6, 0) == 1;
        string folder = Directory.CreateTempSubdirectory("fastmf-swaps-").FullName;
        string[] files = [Path.Combine(folder, "a"), Path.Combine(folder, "b")];
        Dictionary<string, Scored[][]> answers = [];
        try
        {
            for (int k = 0; k < 2; k++)
            {
                FactorModel model = RandomModels.Of(k, users, items, rank);
                model.Save(files[k]);
                string version = ModelFile.ReadHeader(files[k]).Metadata["fastmf.checksum"][..16];
                answers[version] = [.. Enumerable.Range(0, Checked).Select(user => Best(model, user))];
            }
            Say(
                $"models of {new FileInfo(files[0]).Length / 1e6:F0} MB, {(mapped ? "mapped" : "read")}; {users} users, {items} items, rank {rank}"
            );
            RecommenderOptions options = new() { ModelPath = files[0], Mapped = mapped };
            using RecommenderHandle handle = new(Options.Create(options));
            handle.LoadAsync().GetAwaiter().GetResult();
            if (pairs > 0)
                Pairs(handle, files, requests, swaps, pairs);
            else
                AllCores(handle, files, requests, swaps, answers);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    /// <summary>One thread asks; the swaps spread over its requests.</summary>
    private static void Pairs(RecommenderHandle handle, string[] files, int requests, int swaps, int pairs)
    {
        List<double> ratios = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            double[] p99 = new double[2];
            for (int turn = 0; turn < 2; turn++)
            {
                int now = pair % 2 == 0 ? turn : 1 - turn;
                p99[now] = OneThread(handle, files, requests, now == 1 ? swaps : 0);
            }
            ratios.Add(p99[1] / p99[0]);
        }
        ratios.Sort();
        Say(
            $"p99 with swaps / without: median {ratios[ratios.Count / 2]:F2} of {string.Join(' ', ratios.Select(r => r.ToString("F2", CultureInfo.InvariantCulture)))}"
        );
    }

    private static double OneThread(RecommenderHandle handle, string[] files, int requests, int swaps)
    {
        LatencyHistogram times = new();
        using SemaphoreSlim wanted = new(0);
        int done = 0;
        Task swapping = Task.Run(async () =>
        {
            for (; done < swaps; done++)
            {
                await wanted.WaitAsync();
                await handle.LoadAsync(files[(done + 1) % 2]);
            }
        });
        int most = handle.Snapshot().Model.UserFactors.Rows;
        Scored[] best = new Scored[10];
        Random random = new(1);
        long began = Stopwatch.GetTimestamp();
        for (int k = 0; k < requests || (done < swaps && swaps > 0); k++)
        {
            if (swaps > 0 && k % (requests / swaps) == 0)
                wanted.Release();
            long start = Stopwatch.GetTimestamp();
            handle.Snapshot().Recommend(random.Next(most), best, out _);
            times.Add(Stopwatch.GetTimestamp() - start);
        }
        swapping.GetAwaiter().GetResult();
        Say(
            $"{swaps, 4} swaps, {times.Count, 9} requests in {Stopwatch.GetElapsedTime(began).TotalSeconds, 5:F1} s: p50 {times.Microseconds(0.5), 7:F1}  p99 {times.Microseconds(0.99), 7:F1}  p99.9 {times.Microseconds(0.999), 8:F1} microseconds, longest {times.Longest * 1000.0 / Stopwatch.Frequency:F1} ms"
        );
        return times.Microseconds(0.99);
    }

    private static void AllCores(
        RecommenderHandle handle,
        string[] files,
        int requests,
        int swaps,
        Dictionary<string, Scored[][]> answers
    )
    {
        long asked = 0;
        long torn = 0;
        long before = 0;
        bool ended = false;
        Thread[] clients =
        [
            .. Enumerable
                .Range(0, Environment.ProcessorCount)
                .Select(client => new Thread(() =>
                {
                    Random random = new(client);
                    Scored[] best = new Scored[10];
                    while (!Volatile.Read(ref ended) || Volatile.Read(ref asked) < requests)
                    {
                        RecommenderSnapshot snapshot = handle.Snapshot();
                        int user = random.Next(Checked);
                        int count = snapshot.Recommend(user, best, out _);
                        if (!best.AsSpan(0, count).SequenceEqual(answers[snapshot.Version][user]))
                            Interlocked.Increment(ref torn);
                        Interlocked.Increment(ref asked);
                    }
                })),
        ];
        foreach (Thread client in clients)
            client.Start();
        long began = Stopwatch.GetTimestamp();
        for (int swap = 1; swap <= swaps; swap++)
        {
            handle.LoadAsync(files[swap % 2]).GetAwaiter().GetResult();
            if (swap % 20 == 0)
                GC.Collect();
            if (swap == swaps / 10)
                before = Environment.WorkingSet;
        }
        Volatile.Write(ref ended, true);
        foreach (Thread client in clients)
            client.Join();
        Say(
            $"{clients.Length} threads, {asked} requests, {handle.Status.Swaps - 1} swaps in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {torn} torn answers; resident after a tenth of the swaps {before / 1e6:F0} MB, at the end {Environment.WorkingSet / 1e6:F0} MB"
        );
    }

    private static Scored[] Best(FactorModel model, int user)
    {
        Scored[] best = new Scored[10];
        model.Recommend(user, best);
        return best;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
