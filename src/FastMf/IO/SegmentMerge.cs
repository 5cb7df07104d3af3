using FastMf.Data;
using FastMf.Threads;

namespace FastMf.IO;

/// <summary>
/// Puts the segments that several parsers read together, in the order of the file. Rows follow the ids, so it does not
/// matter which parser saw an id first.
/// </summary>
internal sealed class SegmentMerge(BlockParser[] parsers, LineLayout layout)
{
    private readonly List<Part> _parts = [];

    /// <summary>Ratings so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the next block's ratings.</summary>
    /// <param name="segment">The ratings.</param>
    /// <param name="parser">Which parser read them.</param>
    /// <param name="firstLine">How many lines come before the block.</param>
    public void Add(RatingSegment segment, int parser, long firstLine)
    {
        _parts.Add(new Part(segment, parser, (int)Count, firstLine));
        Count += segment.Count;
    }

    /// <summary>All ratings with their ids. At most one column exists twice at a time. To be called once.</summary>
    public (IdMap Users, IdMap Items, RatingColumns Columns) Build(WorkerTeam team)
    {
        (IdMap users, int[][] userRows) = MergeIds(parser => parser.Users);
        (IdMap items, int[][] itemRows) = MergeIds(parser => parser.Items);
        int count = (int)Count;
        int[] userColumn = GC.AllocateUninitializedArray<int>(count);
        team.ForEach(
            _parts.Count,
            i =>
            {
                Part part = _parts[i];
                Translate(part.Segment.Users!, userRows[part.Parser], userColumn.AsSpan(part.FirstRating));
                part.Segment.Users = null;
            }
        );
        int[] itemColumn = GC.AllocateUninitializedArray<int>(count);
        team.ForEach(
            _parts.Count,
            i =>
            {
                Part part = _parts[i];
                Translate(part.Segment.Items!, itemRows[part.Parser], itemColumn.AsSpan(part.FirstRating));
                part.Segment.Items = null;
            }
        );
        float[] values = GC.AllocateUninitializedArray<float>(count);
        if (layout.Roles.Value < 0)
            values.AsSpan().Fill(layout.DefaultValue);
        long[]? times = layout.Roles.Time < 0 ? null : GC.AllocateUninitializedArray<long>(count);
        float[]? weights = layout.Roles.Weight < 0 ? null : GC.AllocateUninitializedArray<float>(count);
        foreach ((RatingSegment segment, _, int first, _) in _parts)
        {
            segment.Values?.CopyTo(values, first);
            segment.Times?.CopyTo(times!, first);
            segment.Weights?.CopyTo(weights!, first);
            (segment.Values, segment.Times, segment.Weights) = (null, null, null);
        }
        return (users, items, new RatingColumns(userColumn, itemColumn, values, times, weights));
    }

    /// <summary>The line of a rating, from 1; the parsers must have kept lines.</summary>
    public long LineOf(int rating)
    {
        Part part = _parts.Last(part => part.FirstRating <= rating);
        return part.FirstLine + part.Segment.Lines![rating - part.FirstRating] + 1;
    }

    /// <summary>The map of all parsers' ids and, for each parser, the rows of its numbers.</summary>
    private (IdMap Map, int[][] Rows) MergeIds(Func<BlockParser, IdColumn> column)
    {
        IdColumn all = column(parsers[0]);
        int[][] numbers = [.. parsers.Skip(1).Select(parser => all.AddAll(column(parser)))];
        (IdMap map, int[] rows) = all.Finish();
        foreach (int[] theirs in numbers)
            Translate(theirs, rows, theirs);
        return (map, [rows, .. numbers]);
    }

    private static void Translate(ReadOnlySpan<int> numbers, int[] rows, Span<int> translated)
    {
        for (int i = 0; i < numbers.Length; i++)
            translated[i] = rows[numbers[i]];
    }

    private readonly record struct Part(RatingSegment Segment, int Parser, int FirstRating, long FirstLine);
}
