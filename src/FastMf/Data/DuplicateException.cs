namespace FastMf.Data;

/// <summary>
/// Ratings of the same user and item cannot become one. Never reaches a user of the library: who knows the source says
/// where in it they stand.
/// </summary>
internal sealed class DuplicateException(int earlier, int later, bool overflow) : Exception
{
    /// <summary>The index of the one.</summary>
    public int Earlier { get; } = earlier;

    /// <summary>The index of the other.</summary>
    public int Later { get; } = later;

    /// <summary>Whether their sum is beyond single precision; otherwise none may repeat.</summary>
    public bool Overflow { get; } = overflow;
}
