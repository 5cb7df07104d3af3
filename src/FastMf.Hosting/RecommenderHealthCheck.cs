using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace FastMf.Hosting;

/// <summary>
/// Unhealthy without a model; degraded where the last new one was refused, where the present one is older than
/// <see cref="RecommenderOptions.MaxModelAge"/>, or where events cannot be written any more; otherwise healthy. The data hold
/// version, age, last error and, where events are taken, how far they are.
/// </summary>
public sealed class RecommenderHealthCheck : IHealthCheck
{
    private readonly RecommenderHandle _handle;
    private readonly TimeSpan? _maxAge;

    /// <summary>Made by <c>services.AddFastMf</c>.</summary>
    public RecommenderHealthCheck(RecommenderHandle handle, IOptions<RecommenderOptions> options)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(options);
        _handle = handle;
        _maxAge = options.Value.MaxModelAge;
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Check());

    internal HealthCheckResult Check()
    {
        RecommenderStatus status = _handle.Status;
        Dictionary<string, object> data = new() { ["swaps"] = status.Swaps, ["failures"] = status.Failures };
        if (status.LastError is { } error)
        {
            data["lastError"] = error;
            data["lastErrorAt"] = status.LastErrorAt!.Value.ToString("O", CultureInfo.InvariantCulture);
        }
        EventStatus? events = _handle.Events;
        if (events is not null)
        {
            data["lastEvent"] = events.LastEvent;
            data["untrainedEvents"] = events.Untrained;
            data["waitingEvents"] = events.Waiting;
            data["liveUsers"] = events.Users;
            if (events.Failure is { } failure)
                data["eventError"] = failure;
        }
        if (_handle.Current is not { } current)
            return HealthCheckResult.Unhealthy("No model is loaded yet.", null, data);
        TimeSpan age = _handle.ModelAge ?? TimeSpan.Zero;
        data["model"] = current.Version;
        data["ageSeconds"] = age.TotalSeconds;
        if (events?.Failure is not null)
            return HealthCheckResult.Degraded(
                "Events cannot be written until the service starts anew; what is known goes on being served.",
                null,
                data
            );
        if (status.LastError is not null)
            return HealthCheckResult.Degraded("A new model was refused; the one before goes on serving.", null, data);
        return age > _maxAge
            ? HealthCheckResult.Degraded($"The model is {age} old; expected at most {_maxAge}.", null, data)
            : HealthCheckResult.Healthy("The model serves.", data);
    }
}
