using FastMf.IO;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FastMf.Hosting;

/// <summary>Loads the model while the host starts, and again whenever its file is another one.</summary>
internal sealed class RecommenderService(
    RecommenderHandle handle,
    IOptions<RecommenderOptions> options,
    TimeProvider? time = null,
    ILogger<RecommenderService>? logger = null
) : BackgroundService
{
    private readonly RecommenderOptions _options = options.Value;
    private readonly ILogger _logger = logger ?? (ILogger)NullLogger.Instance;
    private FileStamp? _first;

    /// <summary>The host is not up before the model is: servers that start after this one have it from their first request.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _first = FileStamp.Of(_options.ModelPath);
        handle.OpenIntake();
        try
        {
            await handle.LoadAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (_options.StartWithoutModel && IsOfTheFile(error))
        {
            // It is in the log and in the status; the next file is waited for.
        }
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Watch)
            return;
        using ModelWatcher watcher = new(_options.ModelPath, _first, _options, time ?? TimeProvider.System, _logger);
        while (!stoppingToken.IsCancellationRequested)
        {
            await watcher.NextAsync(stoppingToken).ConfigureAwait(false);
            _logger.Changed(_options.ModelPath);
            try
            {
                await handle.LoadAsync(cancellationToken: stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The old model serves. What the file system refused may be there in a moment; a bad file stays bad.
                if (error is (IOException and not ModelFileException) or UnauthorizedAccessException)
                {
                    watcher.Forget();
                    await Task.Delay(_options.PollInterval, stoppingToken).ConfigureAwait(false);
                }
            }
        }
    }

    private static bool IsOfTheFile(Exception error) =>
        error is IOException or UnauthorizedAccessException or InvalidDataException or ModelRefusedException;
}
