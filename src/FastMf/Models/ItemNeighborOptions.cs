namespace FastMf.Models;

/// <summary>Options of <see cref="ItemNeighbors"/>.</summary>
public sealed record ItemNeighborOptions
{
    /// <summary>k: how many neighbours an item keeps; 1 or more.</summary>
    public int Neighbors { get; init; } = 100;

    /// <summary>h: how much similarities of items with few users are drawn to 0; 0 or more.</summary>
    public float Shrinkage { get; init; } = 10f;

    /// <summary>Values of at least this are positives, the others count as not observed; by default all are positives.</summary>
    public float Positive { get; init; } = float.NegativeInfinity;

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }
}
