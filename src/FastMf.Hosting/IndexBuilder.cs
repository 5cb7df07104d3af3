using FastMf.Models;
using FastMf.Retrieval;
using Microsoft.Extensions.Logging;

namespace FastMf.Hosting;

/// <summary>
/// Builds the index of a model that has just taken over, and its table of similar items, on one thread of its own and of low
/// priority; until they are there every item is scored, with the same answers. A newer model ends the work for an older one.
/// </summary>
internal sealed class IndexBuilder(RecommenderOptions options, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _present = new();
    private bool _disposed;

    /// <summary>Begins where there is something to build; does not wait.</summary>
    public void Begin(RecommenderSnapshot snapshot)
    {
        if (!WantsIndex(snapshot) && options.SimilarItems == 0)
            return;
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
        Thread thread = new(() => Run(snapshot, token))
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

    /// <summary>Whether an index is to be built: not where one lies in the model file.</summary>
    private bool WantsIndex(RecommenderSnapshot snapshot) =>
        !snapshot.IsIndexed && snapshot.Model.Items.Count >= options.IndexFrom;

    private void Run(RecommenderSnapshot snapshot, CancellationToken token)
    {
        try
        {
            if (WantsIndex(snapshot))
                BuildIndex(snapshot, token);
            if (options.SimilarItems > 0)
                snapshot.Similar = SimilarTable.OfItems(snapshot.Model, options.SimilarItems, threads: 1, token);
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

    private void BuildIndex(RecommenderSnapshot snapshot, CancellationToken token)
    {
        Retriever retriever = Retriever.Build(snapshot.Model, threads: 1, token);
        Span<Scored> best = stackalloc Scored[10];
        int users = snapshot.Model.Users.Count;
        for (int call = 0; call < options.WarmUpCalls && users > 0; call++)
            retriever.Recommend((int)((long)call * users / options.WarmUpCalls), best, cancellationToken: token);
        snapshot.Retriever = retriever;
        logger.Indexed(snapshot.Version);
    }
}
