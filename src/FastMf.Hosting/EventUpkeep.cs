using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FastMf.Hosting;

/// <summary>What is to be done with events now and then, beside the service: the log compacted, items learnt.</summary>
internal sealed class EventUpkeep(
    RecommenderHandle handle,
    IOptions<RecommenderOptions> options,
    TimeProvider? time = null,
    ILogger<EventUpkeep>? logger = null
) : BackgroundService
{
    private static readonly TimeSpan _often = TimeSpan.FromSeconds(1);

    private readonly EventOptions _events = options.Value.Events;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _logger = logger ?? (ILogger)NullLogger.Instance;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_events.Path is null)
            return;
        TimeSpan period = _events.LearnItemsEvery is { } every && every < _often ? every : _often;
        using PeriodicTimer timer = new(period, _time);
        long learnt = _time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            await Guarded(() => Task.Run(() => handle.CompactIfDue(stoppingToken), stoppingToken))
                .ConfigureAwait(false);
            if (!handle.IsReady || !(_time.GetElapsedTime(learnt) >= _events.LearnItemsEvery))
                continue;
            await Guarded(() => Task.Run(() => handle.LearnItemsAsync(stoppingToken), stoppingToken))
                .ConfigureAwait(false);
            learnt = _time.GetTimestamp();
        }
    }

    /// <summary>What fails is told and tried again at the next turn; the service goes on.</summary>
    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _logger.UpkeepFailed(error.Message);
        }
    }
}
