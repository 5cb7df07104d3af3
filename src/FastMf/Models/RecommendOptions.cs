using FastMf.Data;

namespace FastMf.Models;

/// <summary>What <see cref="FactorModel.RecommendAll"/> looks for.</summary>
public sealed record RecommendOptions
{
    /// <summary>How many items for each user: 1 or more.</summary>
    public int Count { get; init; } = 10;

    /// <summary>
    /// Pairs not to be recommended, commonly the training ratings; they must have the model's users and items
    /// (<see cref="Ratings.AlignTo"/>). Null for none.
    /// </summary>
    public Ratings? Exclude { get; init; }

    /// <summary>The rows of the only items that may be recommended to anybody; null for all.</summary>
    public IEnumerable<int>? Allow { get; init; }

    /// <summary>The rows of items that may be recommended to nobody, also where they are allowed; null for none.</summary>
    public IEnumerable<int>? Deny { get; init; }

    /// <summary>The rows of the users, in the order in which they are wanted; negative for an unknown one, who gets everyone's favourites. Null for all users of the model.</summary>
    public IReadOnlyList<int>? Users { get; init; }

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }

    /// <summary>Whether to stop where what is left cannot reach a user's list. Changes no result.</summary>
    internal bool Prune { get; init; } = true;

    /// <summary>The register width; changes no result.</summary>
    internal int Width { get; init; } = Simd.SimdWidth.Current;

    /// <summary>The rows of items that the lists leave, ascending; null where that is all of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A list names a row that is none.</exception>
    internal int[]? Candidates(int items)
    {
        if (Allow is null && Deny is null)
            return null;
        bool[] may = new bool[items];
        may.AsSpan().Fill(Allow is null);
        Mark(Allow, may, true, nameof(Allow));
        Mark(Deny, may, false, nameof(Deny));
        return [.. Enumerable.Range(0, items).Where(row => may[row])];
    }

    private static void Mark(IEnumerable<int>? rows, bool[] may, bool mark, string name)
    {
        foreach (int row in rows ?? [])
        {
            if ((uint)row >= (uint)may.Length)
                throw new ArgumentOutOfRangeException(name, row, $"The model has the items 0 to {may.Length - 1}.");
            may[row] = mark;
        }
    }
}
