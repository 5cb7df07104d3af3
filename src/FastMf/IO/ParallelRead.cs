using System.Runtime.ExceptionServices;
using FastMf.Data;
using FastMf.Threads;

namespace FastMf.IO;

/// <summary>All blocks of a file, read by the workers of a team: each takes a block, parses it and hands it in.</summary>
internal sealed class ParallelRead
{
    private readonly string _name;
    private readonly RatingsFormat _format;
    private readonly LineLayout _layout;
    private readonly RatingRoom _room;
    private readonly LineReader[] _readers;
    private readonly BlockTurns _turns;
    private readonly CancellationToken _cancellationToken;
    private bool _placedFirst;

    /// <param name="name">The file, for messages.</param>
    /// <param name="format">What the caller says.</param>
    /// <param name="layout">How lines are laid out.</param>
    /// <param name="room">Room for ratings.</param>
    /// <param name="reader">Cuts the file into blocks.</param>
    /// <param name="first">The first block, which was looked at before.</param>
    /// <param name="workers">How many will work.</param>
    /// <param name="cancellationToken">Looked at for each block.</param>
    public ParallelRead(
        string name,
        RatingsFormat format,
        LineLayout layout,
        RatingRoom room,
        BlockReader reader,
        Block first,
        int workers,
        CancellationToken cancellationToken
    )
    {
        _name = name;
        _format = format;
        _layout = layout;
        _room = room;
        PlainLayout? plain = PlainLayout.From(layout, first.Text);
        _readers = [.. Enumerable.Range(0, workers).Select(_ => new LineReader(layout, plain, format.SkipBad))];
        _turns = new BlockTurns(reader, first, Place);
        _cancellationToken = cancellationToken;
        Merge = new SegmentMerge(_readers, layout.Roles);
    }

    /// <summary>What was read.</summary>
    public SegmentMerge Merge { get; }

    /// <summary>Lines that were read.</summary>
    public long Lines { get; private set; }

    /// <summary>Bad lines left out.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads all blocks.</summary>
    /// <param name="team">The workers.</param>
    /// <param name="report">Called on the caller's thread as lines are read, and when all are.</param>
    public void Run(WorkerTeam team, Action report)
    {
        long reported = 0;
        team.Run(worker =>
        {
            Block? block = null;
            while (_turns.Take(worker, block) is { } taken)
            {
                block = taken.Block;
                Parse(taken, _readers[worker]);
                if (!_turns.HandIn(taken, HandIn))
                    return;
                if (worker == 0)
                    Report(report, ref reported);
            }
        });
        Report(report, ref reported);
    }

    private void Report(Action report, ref long reported)
    {
        if (reported == Lines)
            return;
        reported = Lines;
        try
        {
            report();
        }
        catch
        {
            _turns.Stop();
            throw;
        }
    }

    private RatingSegment Place(Block block)
    {
        int lines = block.Lines - (_placedFirst ? 0 : _layout.HeaderLines);
        _placedFirst = true;
        return _room.Place(lines, _format.Duplicates is Duplicates.Error or Duplicates.Sum);
    }

    private void Parse(TakenBlock taken, LineReader reader)
    {
        if (taken.Error is not null)
            return;
        try
        {
            reader.Read(taken.Block!, taken.Turn == 0 ? _layout.HeaderLines : 0, taken.Segment!);
            if (reader.BadLines.Count > 0)
                taken.BadLines = reader.BadLines;
        }
        catch (Exception e)
        {
            taken.Error = ExceptionDispatchInfo.Capture(e);
        }
    }

    private void HandIn(TakenBlock taken)
    {
        CountBadLines(taken.BadLines, taken.Block!);
        Merge.Add(taken.Segment!, taken.Worker, Lines);
        if (Merge.Count > Array.MaxLength)
            throw new RatingsFormatException(_name, Lines, "more ratings", "2,147,483,591 at most");
        Lines += taken.Lines;
        _cancellationToken.ThrowIfCancellationRequested();
    }

    private void CountBadLines(IReadOnlyList<BadLine> badLines, Block block)
    {
        int left = _format.SkipBad - Skipped;
        if (badLines.Count > left)
        {
            BadLine bad = badLines[left];
            (string found, string expected) = bad.Explain(block.Text.Slice(bad.Begin, bad.Length), _layout);
            throw new RatingsFormatException(_name, Lines + bad.Line + 1, found, expected);
        }
        Skipped += badLines.Count;
    }
}
