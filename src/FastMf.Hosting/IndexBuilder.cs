using FastMf.Models;
using FastMf.Retrieval;
using Microsoft.Extensions.Logging;

namespace FastMf.Hosting;

/// <summary>
/// Builds the index of a model that has just taken over, on one thread of its own and of low priority; until it is there
/// every item is scored, with the same answers. A newer model ends the work for an older one.
/// </summary>
internal sealed class IndexBuilder(ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _present = new();
    private bool _disposed;

    /// <summary>Begins; does not wait.</summary>
    public void Begin(RecommenderSnapshot snapshot, int warmUpCalls)
    {
        CancellationToken token;
        lock (_gate)
        {
            if (_disposed)
                return;
            _present.Cancel();
            _present.Dispose();
            _present = new();
            token = _present.Token;
        }
        Thread thread = new(() => Run(snapshot, warmUpCalls, token))
        {
            IsBackground = true,
            Name = "FastMf index",
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _present.Cancel();
            _present.Dispose();
        }
    }

    private void Run(RecommenderSnapshot snapshot, int warmUpCalls, CancellationToken token)
    {
        try
        {
            Retriever retriever = Retriever.Build(snapshot.Model, threads: 1, token);
            Span<Scored> best = stackalloc Scored[10];
            int users = snapshot.Model.Users.Count;
            for (int call = 0; call < warmUpCalls && users > 0; call++)
                retriever.Recommend((int)((long)call * users / warmUpCalls), best, cancellationToken: token);
            snapshot.Retriever = retriever;
            logger.Indexed(snapshot.Version);
        }
        catch (OperationCanceledException)
        {
            // A newer model is there, or the service ends.
        }
        catch (Exception error) // whatever it is, the model serves as well without; a thread of ours may not end the process
        {
            logger.NotIndexed(snapshot.Version, error.Message);
        }
    }
}
