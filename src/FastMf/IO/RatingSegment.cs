namespace FastMf.IO;

/// <summary>
/// The ratings of one block, with the numbers that the ids have in the tables of the parser that read it. A column is
/// let go once it is copied.
/// </summary>
internal sealed class RatingSegment
{
    /// <summary>How many ratings there are.</summary>
    public required int Count { get; init; }

    /// <summary>Numbers of users.</summary>
    public required int[]? Users { get; set; }

    /// <summary>Numbers of items.</summary>
    public required int[]? Items { get; set; }

    /// <summary>Ratings; null where no column holds them.</summary>
    public required float[]? Values { get; set; }

    /// <summary>Times; null where no column holds them.</summary>
    public required long[]? Times { get; set; }

    /// <summary>Weights; null where no column holds them.</summary>
    public required float[]? Weights { get; set; }

    /// <summary>Each rating's line in its block, from 0; null where nobody will ask.</summary>
    public required int[]? Lines { get; init; }
}
