using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>A worker without any web framework, with a recommender in it.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2); // on a busy machine

    private readonly IHost _host;
    private bool _started;

    private Hosted(IHost host, Journal journal)
    {
        _host = host;
        Journal = journal;
    }

    public RecommenderHandle Handle => Services.GetRequiredService<RecommenderHandle>();

    public Journal Journal { get; }

    /// <summary>Whether the file is looked at from now on.</summary>
    public bool IsWatching => Journal.Lines.Any(line => line.StartsWith("Debug 7", StringComparison.Ordinal));

    public IServiceProvider Services => _host.Services;

    /// <summary>Builds and starts it.</summary>
    public static async Task<Hosted> Start(string model, Action<RecommenderOptions>? configure = null)
    {
        Hosted hosted = Build(model, configure);
        await hosted.StartAsync();
        return hosted;
    }

    /// <summary>Builds it.</summary>
    public static Hosted Build(string model, Action<RecommenderOptions>? configure = null)
    {
        Journal journal = new();
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(journal);
        builder.Services.AddFastMf(options =>
        {
            options.ModelPath = model;
            options.WarmUpCalls = 2;
            options.Debounce = TimeSpan.FromMilliseconds(20);
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            configure?.Invoke(options);
        });
        return new(builder.Build(), journal);
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _started = true;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        using CancellationTokenSource late = new(_patience);
        while (!condition())
        {
            Assert.False(late.IsCancellationRequested, $"This never came to be: {what}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
            await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class Journal : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue($"{logLevel} {eventId.Id}: {formatter(state, exception)}");

    public void Dispose() { }
}
