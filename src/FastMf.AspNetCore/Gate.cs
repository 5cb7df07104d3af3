using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace FastMf.AspNetCore;

/// <summary>Lets so many requests compute at once, so many wait, and tells the others to come back later.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ConcurrencyLimiter _limiter;

    public Gate(RecommenderHttpOptions options) =>
        _limiter = new(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = options.MaxConcurrent == 0 ? 2 * Environment.ProcessorCount : options.MaxConcurrent,
                QueueLimit = options.MaxWaiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

    /// <summary>Waits for a turn, which ends when it is disposed of.</summary>
    /// <exception cref="RequestException">Too many wait already.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(CancellationToken token)
    {
        RateLimitLease lease = await _limiter.AcquireAsync(1, token).ConfigureAwait(false);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new RequestException(
            StatusCodes.Status503ServiceUnavailable,
            "Too many requests are waiting; try again in a second."
        );
    }

    public void Dispose() => _limiter.Dispose();
}
