using Microsoft.Extensions.Logging;

namespace FastMf.Hosting;

/// <summary>What is written to the log.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "Model {Version} of {Path} serves: {Users} users, {Items} items, rank {Rank}; loaded in {Seconds:F3} s."
    )]
    public static partial void Swapped(
        this ILogger logger,
        string version,
        string path,
        int users,
        int items,
        int rank,
        double seconds
    );

    [LoggerMessage(2, LogLevel.Debug, "{Path} was written again and is model {Version} as before.")]
    public static partial void Unchanged(this ILogger logger, string path, string version);

    [LoggerMessage(3, LogLevel.Error, "{Path} was refused; model {Version} goes on serving: {Reason}")]
    public static partial void Refused(this ILogger logger, string path, string version, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Path} cannot be watched, only looked at every {Interval}: {Reason}")]
    public static partial void OnlyPolled(this ILogger logger, string path, TimeSpan interval, string reason);

    [LoggerMessage(5, LogLevel.Debug, "{Path} has changed.")]
    public static partial void Changed(this ILogger logger, string path);

    [LoggerMessage(6, LogLevel.Debug, "Model {Version} has its index.")]
    public static partial void Indexed(this ILogger logger, string version);

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "Model {Version} serves without an index or a table of similar items: {Reason}"
    )]
    public static partial void NotIndexed(this ILogger logger, string version, string reason);

    [LoggerMessage(
        9,
        LogLevel.Information,
        "Events of {Path}: {Last} so far, of {Users} users; {Torn} bytes of a torn end were cut off."
    )]
    public static partial void EventsOpened(this ILogger logger, string path, long last, int users, long torn);

    [LoggerMessage(10, LogLevel.Information, "The events up to {Last} are compacted.")]
    public static partial void Compacted(this ILogger logger, long last);

    [LoggerMessage(11, LogLevel.Warning, "Work on the events failed and is tried again: {Reason}")]
    public static partial void UpkeepFailed(this ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Debug, "{Path} is watched.")]
    public static partial void Watched(this ILogger logger, string path);
}
