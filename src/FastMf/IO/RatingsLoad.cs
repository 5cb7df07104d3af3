using FastMf.Data;
using FastMf.Threads;

namespace FastMf.IO;

/// <summary>
/// One load: blocks of the file are read in turn, as many at a time as there are threads, and parsed together; what
/// they give is put together in the order of the file.
/// </summary>
internal sealed class RatingsLoad
{
    private const int MaxThreads = 16; // each has a block of its own in memory

    private readonly string _name;
    private readonly RatingsFormat _format;
    private readonly bool _pairs;
    private readonly IProgress<ReadProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private long _lines;
    private int _skipped;

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
        try
        {
            return Load(
                new BlockReader(text),
                team,
                () => _progress?.Report(new ReadProgress(source.BytesRead, total, _lines))
            );
        }
        catch (InvalidDataException e)
        {
            throw new RatingsFormatException(_name, _lines + 1, "broken compressed data", "a whole gzip file", e);
        }
    }

    private LoadedRatings Load(BlockReader reader, WorkerTeam team, Action report)
    {
        Block?[] blocks = new Block?[team.Count];
        int filled = Fill(reader, blocks);
        LineLayout layout = FormatFinder.Find(_name, _format, _pairs, filled == 0 ? [] : blocks[0]!.Text);
        bool keepLines = _format.Duplicates is Duplicates.Error or Duplicates.Sum;
        BlockParser[] parsers = [.. blocks.Select(_ => new BlockParser(layout, _format.SkipBad, keepLines))];
        SegmentMerge merge = new(parsers, layout);
        RatingSegment[] parsed = new RatingSegment[blocks.Length];
        for (; filled > 0; filled = Fill(reader, blocks))
        {
            int skipLines = _lines == 0 ? layout.HeaderLines : 0;
            team.ForEach(filled, i => parsed[i] = parsers[i].Parse(blocks[i]!.Text, i == 0 ? skipLines : 0));
            for (int i = 0; i < filled; i++)
            {
                CountBadLines(parsers[i], blocks[i]!.Text, layout);
                merge.Add(parsed[i], i, _lines);
                if (merge.Count > Array.MaxLength)
                    throw new RatingsFormatException(_name, _lines, "more ratings", "2,147,483,591 at most");
                _lines += parsers[i].Lines;
            }
            report();
            _cancellationToken.ThrowIfCancellationRequested();
        }
        if (merge.Count == 0)
            throw new RatingsFormatException(_name, _lines, "no rating up to the end", layout.Expected);
        (IdMap users, IdMap items, RatingColumns columns) = merge.Build(team);
        if (!_pairs)
            columns = MergeDuplicates(columns, users, items, merge, team);
        RatingsFormat found = _format with
        {
            Separator = layout.Separator.Text,
            Header = layout.HeaderLines > 0,
            Columns = layout.Roles.ToString(),
        };
        Ratings ratings = new(users, items, columns);
        return new LoadedRatings(ratings, _lines, _skipped, (int)merge.Count - ratings.Count, found);
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

    private static int Fill(BlockReader reader, Block?[] blocks)
    {
        int filled = 0;
        while (filled < blocks.Length && reader.Fill(blocks[filled] ??= new Block()))
            filled++;
        return filled;
    }

    private void CountBadLines(BlockParser parser, ReadOnlySpan<byte> text, LineLayout layout)
    {
        int left = _format.SkipBad - _skipped;
        if (parser.BadLines.Count > left)
        {
            BadLine bad = parser.BadLines[left];
            (string found, string expected) = bad.Explain(text.Slice(bad.Begin, bad.Length), layout);
            throw new RatingsFormatException(_name, _lines + bad.Line + 1, found, expected);
        }
        _skipped += parser.BadLines.Count;
    }
}
