using FastMf.Live;

namespace FastMf.Hosting;

/// <summary>Whether and how a service takes what users do while it serves.</summary>
public sealed class EventOptions
{
    /// <summary>The folder of the events, which must exist and is for them alone; a new store begins in an empty one. Null where the service takes none.</summary>
    public string? Path { get; set; }

    /// <summary>When events are forced to the disk.</summary>
    public SyncPolicy Sync { get; set; } = SyncPolicy.EveryEvent;

    /// <summary>How often with <see cref="SyncPolicy.Interval"/>: 1 millisecond to a day.</summary>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Requests with events that may wait to be written; what comes on top is told to come back later.</summary>
    public int MaxWaiting { get; set; } = 1000;

    /// <summary>After how many events the log is compacted in the background; 0 for never.</summary>
    public long CompactAfter { get; set; } = 1_000_000;

    /// <summary>
    /// How often items that the model does not know are learnt from the events of their users
    /// (<see cref="Models.FactorModel.PartialFit"/>), so that they are recommended before a new model is trained. Null for never.
    /// </summary>
    public TimeSpan? LearnItemsEvery { get; set; }

    /// <summary>Whether items that the model knows are then solved anew, too, where there are later events of them. They should have their whole history here or in <see cref="RecommenderOptions.SeenPath"/>.</summary>
    public bool LearnKnownItems { get; set; }
}

/// <summary>What became of events that were sent.</summary>
/// <param name="LastEvent">The number of the last one.</param>
/// <param name="Taken">How many of them were not there yet.</param>
public readonly record struct EventReceipt(long LastEvent, int Taken);

/// <summary>How far events are.</summary>
/// <param name="LastEvent">The number of the last one that is safe.</param>
/// <param name="Untrained">How many came after the last one that the present model was trained on.</param>
/// <param name="Waiting">Requests whose events are not written yet.</param>
/// <param name="Users">Users who have done something with items that the present model knows.</param>
/// <param name="Failure">Why no more events can be written until the service starts anew; null where they can.</param>
public sealed record EventStatus(long LastEvent, long Untrained, int Waiting, int Users, string? Failure);

/// <summary>A service that cannot take more events just now; the sender may try again.</summary>
public sealed class EventsBusyException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">What is the matter.</param>
    public EventsBusyException(string message)
        : base(message) { }
}
