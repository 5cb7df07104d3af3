namespace FastMf.Live;

/// <summary>Options of <see cref="EventStore"/>.</summary>
public sealed record EventStoreOptions
{
    /// <summary>When events are forced to the disk.</summary>
    public SyncPolicy Sync { get; init; } = SyncPolicy.EveryEvent;

    /// <summary>How often with <see cref="SyncPolicy.Interval"/>: 1 millisecond to a day.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    internal void Check()
    {
        if (!Enum.IsDefined(Sync))
            throw new ArgumentOutOfRangeException(nameof(Sync), Sync, "Expected a known policy.");
        if (SyncInterval < TimeSpan.FromMilliseconds(1) || SyncInterval > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(
                nameof(SyncInterval),
                SyncInterval,
                "Expected 1 millisecond to a day."
            );
    }
}
