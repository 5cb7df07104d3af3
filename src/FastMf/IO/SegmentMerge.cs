using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.Threads;

namespace FastMf.IO;

/// <summary>
/// Puts the segments that several parsers read together, in the order of the file. Rows follow the ids, so it does not
/// matter which parser saw an id first.
/// </summary>
/// <param name="readers">The parsers.</param>
/// <param name="roles">Which columns there are.</param>
internal sealed class SegmentMerge(LineReader[] readers, ColumnRoles roles)
{
    private readonly List<Part> _parts = [];

    /// <summary>Ratings so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the next block's ratings.</summary>
    /// <param name="segment">The ratings.</param>
    /// <param name="reader">Which parser read them.</param>
    /// <param name="firstLine">How many lines come before the block.</param>
    public void Add(RatingSegment segment, int reader, long firstLine)
    {
        _parts.Add(new Part(segment, reader, (int)Count, firstLine));
        Count += segment.Count;
    }

    /// <summary>All ratings with their ids. To be called once.</summary>
    /// <param name="room">Columns that the segments may stand in already; kept where nothing else does.</param>
    /// <param name="team">Shares the work.</param>
    public (IdMap Users, IdMap Items, RatingColumns Columns) Build(RatingColumns? room, WorkerTeam team)
    {
        MergedIds users = MergedIds.Of([.. readers.Select(reader => reader.Users)]);
        MergedIds items = MergedIds.Of([.. readers.Select(reader => reader.Items)]);
        bool inPlace = room?.Count == Count && _parts.All(part => part.IsIn(room));
        RatingColumns columns = inPlace ? room! : RatingSegment.Allocate((int)Count, roles);
        team.ForEach(
            _parts.Count,
            i =>
            {
                Part part = _parts[i];
                RatingSegment segment = part.Segment;
                Translate(part, segment.Users!, users, columns.UserRows);
                Translate(part, segment.Items!, items, columns.ItemRows);
                if (!inPlace)
                {
                    Copy(part, segment.Values!, columns.Values);
                    if (segment.Times is not null)
                        Copy(part, segment.Times, columns.Times!);
                    if (segment.Weights is not null)
                        Copy(part, segment.Weights, columns.Weights!);
                }
                (segment.Users, segment.Items) = (null, null);
                (segment.Values, segment.Times, segment.Weights) = (null, null, null);
            }
        );
        return (users.Map, items.Map, columns);
    }

    /// <summary>The line of a rating, from 1; the segments must have kept lines.</summary>
    public long LineOf(int rating)
    {
        Part part = _parts.Last(part => part.FirstRating <= rating);
        return part.FirstLine + part.Segment.Lines![rating - part.FirstRating] + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a file is read once: no time to warm up
    private static void Translate(Part part, int[] numbers, MergedIds ids, int[] rows)
    {
        int[] rowOf = part.Segment.HoldsIds ? ids.RowOfId : ids.RowOfNumber[part.Reader];
        ReadOnlySpan<int> from = numbers.AsSpan(part.Segment.First, part.Segment.Count);
        Span<int> to = rows.AsSpan(part.FirstRating, from.Length);
        for (int i = 0; i < from.Length; i++)
            to[i] = rowOf[from[i]];
    }

    private static void Copy<T>(Part part, T[] from, T[] to) =>
        from.AsSpan(part.Segment.First, part.Segment.Count).CopyTo(to.AsSpan(part.FirstRating));

    private readonly record struct Part(RatingSegment Segment, int Reader, int FirstRating, long FirstLine)
    {
        public bool IsIn(RatingColumns columns) =>
            ReferenceEquals(Segment.Users, columns.UserRows) && Segment.First == FirstRating;
    }
}
