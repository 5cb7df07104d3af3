namespace FastMf.Data;

/// <summary>
/// What becomes of ratings of the same user and item. The one that is left stands where the last of them stood (for
/// <see cref="First"/>: the first) and keeps its time.
/// </summary>
public enum Duplicates
{
    /// <summary>The last in the order of the source is kept, with its weight.</summary>
    Last,

    /// <summary>The first in the order of the source is kept, with its weight.</summary>
    First,

    /// <summary>The value is the plain mean of the values, the weight the plain mean of the weights.</summary>
    Mean,

    /// <summary>The value is the sum of the values (counts, such as plays), the weight the plain mean of the weights.</summary>
    Sum,

    /// <summary>The first repetition is an error that names both.</summary>
    Error,
}
