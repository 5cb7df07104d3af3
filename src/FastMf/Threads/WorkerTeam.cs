using System.Runtime.ExceptionServices;

namespace FastMf.Threads;

/// <summary>
/// A fixed number of threads of our own that run the same piece of work together: the caller is worker 0, the
/// others wait between jobs. Nothing of the thread pool is used, so a fit never starves a service's requests.
/// A job must give the same result for any number of workers; the team only shares out the time.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    /// <summary>The largest team.</summary>
    public const int MaxThreads = 1024;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _start;
    private readonly SemaphoreSlim _done = new(0);
    private readonly Exception?[] _errors;
    private readonly Action<int> _takeItems;
    private Action<int>? _job;
    private Action<int>? _body;
    private int _nextItem;
    private int _itemCount;
    private bool _stopping;

    /// <param name="threads">How many workers, the caller included; 0 means all processors the process may use.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 1,024.</exception>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Count = threads == 0 ? Environment.ProcessorCount : threads;
        _takeItems = TakeItems;
        _errors = new Exception?[Count];
        _threads = new Thread[Count - 1];
        _start = new SemaphoreSlim[Count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _start[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"FastMf {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Workers in the team, the caller included.</summary>
    public int Count { get; }

    /// <summary>
    /// Runs <paramref name="job"/> once on every worker, with the worker's number, and returns when all are done.
    /// The first worker's exception (by number) is thrown again; allocates nothing. Not to be called from a job.
    /// </summary>
    public void Run(Action<int> job)
    {
        _job = job;
        foreach (SemaphoreSlim start in _start)
            start.Release();
        RunOne(0);
        for (int i = 0; i < _threads.Length; i++)
            _done.Wait();
        _job = null;
        foreach (Exception? error in _errors)
        {
            if (error is null)
                continue;
            Array.Clear(_errors);
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>
    /// Calls <paramref name="body"/> once for every item 0 … <paramref name="count"/> - 1, each worker taking the
    /// next free one. The body must not depend on who runs it or in which order. Allocates nothing.
    /// </summary>
    public void ForEach(int count, Action<int> body)
    {
        _body = body;
        _nextItem = 0;
        _itemCount = count;
        Run(_takeItems);
        _body = null;
    }

    public void Dispose()
    {
        _stopping = true;
        foreach (SemaphoreSlim start in _start)
            start.Release();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (SemaphoreSlim start in _start)
            start.Dispose();
        _done.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start[worker - 1].Wait();
            if (_stopping)
                return;
            RunOne(worker);
            _done.Release();
        }
    }

    private void RunOne(int worker)
    {
        try
        {
            _job!(worker);
        }
        catch (Exception error)
        {
            _errors[worker] = error;
        }
    }

    private void TakeItems(int worker)
    {
        for (int item = Interlocked.Increment(ref _nextItem) - 1; item < _itemCount; )
        {
            _body!(item);
            item = Interlocked.Increment(ref _nextItem) - 1;
        }
    }
}
