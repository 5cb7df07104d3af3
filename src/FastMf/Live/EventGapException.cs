namespace FastMf.Live;

/// <summary>An event has a number that is not the next one: events before it are missing.</summary>
public sealed class EventGapException : InvalidOperationException
{
    /// <summary>Names both numbers.</summary>
    /// <param name="found">The number that was given.</param>
    /// <param name="expected">The next number.</param>
    public EventGapException(long found, long expected)
        : base(FormattableString.Invariant($"Found event {found}; expected event {expected} next."))
    {
        Found = found;
        Expected = expected;
    }

    /// <summary>The number that was given.</summary>
    public long Found { get; }

    /// <summary>The number that would have been the next one.</summary>
    public long Expected { get; }
}
