namespace FastMf.Selection;

/// <summary>How a search goes about its candidates.</summary>
public sealed record SearchOptions
{
    /// <summary>How each candidate is judged, and how many fits run at once.</summary>
    public CrossValidationOptions Validation { get; init; } = new();

    /// <summary>
    /// Successive halving (Jamieson and Talwalkar 2016): all candidates begin with few epochs; the best third goes on to
    /// three times as many, until three or fewer get all of theirs.
    /// </summary>
    public bool Halving { get; init; }

    /// <summary>
    /// No candidate begins after this time; those begun are finished, and so is the first one. Null for no end. With a
    /// budget, what is finished depends on the machine.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentException">A value is out of range; named.</exception>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Validation);
        Validation.Check();
        if (Budget is { } budget)
            ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.Zero, nameof(Budget));
    }
}
