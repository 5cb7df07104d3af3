using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// The ratings of one block, in columns that may hold other segments too. Users and items are in the numbers of the
/// parser that read them, not in rows yet. A column is let go once it is copied.
/// </summary>
/// <param name="columns">The columns, with room for all lines of the block.</param>
/// <param name="first">Where this segment begins in them.</param>
/// <param name="room">How many ratings it may hold.</param>
internal sealed class RatingSegment(RatingColumns columns, int first, int room)
{
    /// <summary>How many ratings it may hold.</summary>
    public int Room => room;

    /// <summary>Where this segment begins in its columns.</summary>
    public int First => first;

    /// <summary>How many ratings there are.</summary>
    public int Count { get; set; }

    /// <summary>Whether users and items stand as their ids, all of them small integers; otherwise as numbers.</summary>
    public bool HoldsIds { get; set; }

    /// <summary>Users.</summary>
    public int[]? Users { get; set; } = columns.UserRows;

    /// <summary>Items.</summary>
    public int[]? Items { get; set; } = columns.ItemRows;

    /// <summary>Ratings.</summary>
    public float[]? Values { get; set; } = columns.Values;

    /// <summary>Times; null where no column holds them.</summary>
    public long[]? Times { get; set; } = columns.Times;

    /// <summary>Weights; null where no column holds them.</summary>
    public float[]? Weights { get; set; } = columns.Weights;

    /// <summary>Each rating's line in its block, from 0; null where nobody will ask.</summary>
    public int[]? Lines { get; init; }

    /// <summary>Columns for a number of ratings.</summary>
    public static RatingColumns Allocate(int count, ColumnRoles roles) =>
        new(
            GC.AllocateUninitializedArray<int>(count),
            GC.AllocateUninitializedArray<int>(count),
            GC.AllocateUninitializedArray<float>(count),
            roles.Time < 0 ? null : GC.AllocateUninitializedArray<long>(count),
            roles.Weight < 0 ? null : GC.AllocateUninitializedArray<float>(count)
        );
}
