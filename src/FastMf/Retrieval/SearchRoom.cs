using FastMf.Data;

namespace FastMf.Retrieval;

/// <summary>What one search at a time works in.</summary>
internal sealed class SearchRoom(int rank, int stages)
{
    /// <summary>A user's factors that were given, padded.</summary>
    public FactorMatrix Given { get; } = new(1, rank);

    /// <summary>An item's factors where they are kept rounded, as floats.</summary>
    public FactorMatrix Item { get; } = new(1, rank);

    /// <summary>The user's factors, turned.</summary>
    public FactorMatrix Turned { get; } = new(1, rank);

    /// <summary>The length of the first 16, 32 … of them.</summary>
    public double[] HeadNorms { get; } = new double[stages];

    /// <summary>The length of the others.</summary>
    public double[] TailNorms { get; } = new double[stages];

    /// <summary>Items whose bound was computed.</summary>
    public long Screened { get; set; }

    /// <summary>Items whose score was computed.</summary>
    public long Scored { get; set; }
}
