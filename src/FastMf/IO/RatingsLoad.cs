using FastMf.Data;
using FastMf.Threads;

namespace FastMf.IO;

/// <summary>One load: the layout is found, blocks are read in parallel, and what they give is put together.</summary>
internal sealed class RatingsLoad
{
    private const int MaxThreads = 16; // each has a block of its own in memory

    private readonly string _name;
    private readonly RatingsFormat _format;
    private readonly bool _pairs;
    private readonly IProgress<ReadProgress>? _progress;
    private readonly CancellationToken _cancellationToken;

    public RatingsLoad(
        string name,
        RatingsFormat? format,
        bool pairs,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        _format = format ?? new RatingsFormat();
        _format.Check();
        _pairs = pairs;
        _progress = progress;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Reads a stream to its end.</summary>
    public LoadedRatings Run(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _cancellationToken.ThrowIfCancellationRequested();
        long? total = stream.CanSeek ? stream.Length - stream.Position : null;
        using SourceStream source = new(stream);
        bool compressed = source.Peek().SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        using Stream text = compressed ? new GzipText(source) : source;
        int threads = _format.Threads == 0 ? Environment.ProcessorCount : _format.Threads;
        using WorkerTeam team = new(Math.Min(threads, MaxThreads));
        ParallelRead? read = null;
        try
        {
            BlockReader reader = new(text);
            Block first = new();
            reader.Fill(first);
            LineLayout layout = FormatFinder.Find(_name, _format, _pairs, first.Text);
            RatingRoom room = new(layout.Roles);
            if (!compressed && stream is FileStream file && total > BlockReader.BlockSize)
                room.Expect(CountLines(file, file.Length - total.Value, team) - layout.HeaderLines, total.Value);
            read = new(_name, _format, layout, room, reader, first, team.Count, _cancellationToken);
            read.Run(team, () => _progress?.Report(new ReadProgress(source.BytesRead, total, read.Lines)));
            return Finish(read, layout, room, team);
        }
        catch (InvalidDataException e)
        {
            throw new RatingsFormatException(
                _name,
                (read?.Lines ?? 0) + 1,
                "broken compressed data",
                "a whole gzip file",
                e
            );
        }
    }

    private long CountLines(FileStream file, long begin, WorkerTeam team) =>
        LineCount.From(file.SafeFileHandle, begin, team, _cancellationToken);

    private LoadedRatings Finish(ParallelRead read, LineLayout layout, RatingRoom room, WorkerTeam team)
    {
        SegmentMerge merge = read.Merge;
        if (merge.Count == 0)
            throw new RatingsFormatException(_name, read.Lines, "no rating up to the end", layout.Expected);
        (IdMap users, IdMap items, RatingColumns columns) = merge.Build(room.Columns, team);
        if (!_pairs)
            columns = MergeDuplicates(columns, users, items, merge, team);
        RatingsFormat found = _format with
        {
            Separator = layout.Separator.Text,
            Header = layout.HeaderLines > 0,
            Columns = layout.Roles.ToString(),
        };
        Ratings ratings = new(users, items, columns, team);
        return new LoadedRatings(ratings, read.Lines, read.Skipped, (int)merge.Count - ratings.Count, found);
    }

    private RatingColumns MergeDuplicates(
        RatingColumns columns,
        IdMap users,
        IdMap items,
        SegmentMerge merge,
        WorkerTeam team
    )
    {
        try
        {
            return DuplicateMerge.Apply(columns, users.Count, items.Count, _format.Duplicates, team);
        }
        catch (DuplicateException e)
        {
            throw new RatingsFormatException(
                _name,
                merge.LineOf(e.Later),
                $"user {users[columns.UserRows[e.Later]]} and item {items[columns.ItemRows[e.Later]]} again, as in line {merge.LineOf(e.Earlier)}",
                e.Overflow ? "a sum within single precision" : "each user and item once",
                e
            );
        }
    }
}
