namespace FastMf.Data;

/// <summary>The columns of ratings before they become <see cref="Ratings"/>: all of one length.</summary>
/// <param name="UserRows">The row of each rating's user.</param>
/// <param name="ItemRows">The row of each rating's item.</param>
/// <param name="Values">r.</param>
/// <param name="Times">Null where there are none.</param>
/// <param name="Weights">w; null where all are 1.</param>
internal sealed record RatingColumns(
    int[] UserRows,
    int[] ItemRows,
    float[] Values,
    long[]? Times = null,
    float[]? Weights = null
)
{
    /// <summary>How many ratings there are.</summary>
    public int Count => Values.Length;

    /// <summary>The ratings whose mark is <paramref name="kept"/>, in their order.</summary>
    public RatingColumns Select(bool[] marks, bool kept)
    {
        int count = marks.AsSpan().Count(kept);
        return new(
            Pick(UserRows, marks, kept, count),
            Pick(ItemRows, marks, kept, count),
            Pick(Values, marks, kept, count),
            Times is null ? null : Pick(Times, marks, kept, count),
            Weights is null ? null : Pick(Weights, marks, kept, count)
        );
    }

    private static T[] Pick<T>(T[] column, bool[] marks, bool kept, int count)
    {
        T[] picked = new T[count];
        for (int i = 0, next = 0; next < count; i++)
        {
            if (marks[i] == kept)
                picked[next++] = column[i];
        }
        return picked;
    }
}
