namespace FastMf.AspNetCore;

/// <summary>What a request may ask for at most. What goes beyond is refused, not cut.</summary>
public sealed record RecommenderHttpOptions
{
    /// <summary>Items that may be asked for at once.</summary>
    public int MaxCount { get; init; } = 1000;

    /// <summary>Ids in one list of a request: allowed or denied items, a history, pairs.</summary>
    public int MaxIds { get; init; } = 1000;

    /// <summary>Users in one batch.</summary>
    public int MaxBatch { get; init; } = 100;

    /// <summary>Bytes of a request's body.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 17;

    /// <summary>Requests that compute at the same time; 0 for two for each processor.</summary>
    public int MaxConcurrent { get; init; }

    /// <summary>Requests that wait for their turn; what comes on top is told to come back later.</summary>
    public int MaxWaiting { get; init; } = 1000;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxConcurrent);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaiting);
    }
}
