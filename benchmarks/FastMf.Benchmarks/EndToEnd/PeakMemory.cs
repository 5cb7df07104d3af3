namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// How many bytes a piece of work adds to the process at most: its working set, looked at every two milliseconds, less
/// that of the moment before, when all garbage has been given back.
/// </summary>
internal static class PeakMemory
{
    public static double Of(Action work)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long before = Environment.WorkingSet;
        long most = before;
        using CancellationTokenSource done = new();
        Thread watcher = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                most = Math.Max(most, Environment.WorkingSet);
                Thread.Sleep(2);
            }
        });
        watcher.Start();
        work();
        done.Cancel();
        watcher.Join();
        return most - before;
    }
}
