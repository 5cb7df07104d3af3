using FastMf.Cli.Output;
using Microsoft.Extensions.Logging;

namespace FastMf.Cli.Serve;

/// <summary>The service's log as messages of the session: on standard error, and not at all where it is quiet.</summary>
internal sealed class SessionLog(Session session) : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();

    /// <summary>Whether anything is told.</summary>
    public bool Speaks { get; set; }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => Speaks && logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        string kind = logLevel == LogLevel.Information ? "" : $"{logLevel}: ".ToLowerInvariant();
        string why = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        lock (_lock)
            session.Say($"{DateTime.Now:HH:mm:ss} {kind}{formatter(state, exception)}{why}");
    }

    public void Dispose() { }
}
