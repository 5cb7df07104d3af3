using FastMf.Data;

namespace FastMf.Models;

/// <summary>What <see cref="FactorModel.PartialFit"/> may change and how.</summary>
public sealed record PartialFitOptions
{
    /// <summary>
    /// Whether items that the model has are solved anew too, where they are among the events, from all their ratings;
    /// otherwise new items alone.
    /// </summary>
    public bool KnownItems { get; init; }

    /// <summary>What becomes of ratings of the same user and item in history and events: by default the event counts.</summary>
    public Duplicates Duplicates { get; init; } = Duplicates.Last;

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }
}
