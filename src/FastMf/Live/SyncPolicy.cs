namespace FastMf.Live;

/// <summary>When events are forced to the disk. Against the death of the process all are safe as soon as they are acknowledged.</summary>
public enum SyncPolicy
{
    /// <summary>Before they are acknowledged; events of many threads at once share the wait. Safe against a power cut.</summary>
    EveryEvent,

    /// <summary>Every so often, see <see cref="EventStoreOptions.SyncInterval"/>: a power cut loses no more than that.</summary>
    Interval,

    /// <summary>When the system likes: a power cut loses what it had not written yet.</summary>
    Never,
}
