using System.Buffers;

namespace FastMf.Live;

/// <summary>
/// The write-ahead log. Many threads append at once: one of them writes what all have handed in, forces it to the disk where
/// the policy says so, hands the events on in their order, and then all are acknowledged (group commit).
/// </summary>
internal sealed class EventLog : IDisposable
{
    private readonly object _gate = new();
    private readonly string _folder;
    private readonly SyncPolicy _policy;
    private readonly Action<LiveEvent> _take;
    private readonly Timer? _timer;
    private readonly DiskMark _mark;
    private FileStream _segment;
    private Batch _waiting = new();
    private Batch _spare = new();
    private long _last; // the last number that was given out
    private long _acknowledged;
    private long _onDisk;
    private bool _busy; // a thread is writing, or has the segment for itself
    private Exception? _failure;

    /// <summary>Reads the log and opens it for appending.</summary>
    /// <param name="folder">The folder; nobody else writes there.</param>
    /// <param name="options">When to force events to the disk.</param>
    /// <param name="history">The last event that the history has.</param>
    /// <param name="take">Takes each later event, first those that are there.</param>
    /// <exception cref="EventFileException">The log is damaged, or lacks events that were on the disk.</exception>
    public EventLog(string folder, EventStoreOptions options, long history, Action<LiveEvent> take)
    {
        _folder = folder;
        _policy = options.Sync;
        _take = take;
        IReadOnlyList<(string Path, long First)> segments = EventSegment.In(folder);
        while (segments.Count > 1 && segments[1].First <= history + 1)
        {
            File.Delete(segments[0].Path); // a compaction was stopped before it did so
            segments = [.. segments.Skip(1)];
        }
        _last = history;
        long end = Replay(segments, history); // reads alone, so that a damaged log stays as it is
        _mark = new(folder);
        try
        {
            if (_mark.Last > _last)
                throw new EventFileException(
                    segments.Count == 0 ? folder : segments[^1].Path,
                    FormattableString.Invariant($"events up to {_last}"),
                    FormattableString.Invariant(
                        $"those up to {_mark.Last}, which were on the disk by '{_mark.Path}': this is no torn end; restore the folder, or delete that file to give them up"
                    )
                );
            _segment =
                end == 0
                    ? EventSegment.Create(folder, segments.Count == 0 ? history + 1 : segments[^1].First)
                    : EventSegment.Append(segments[^1].Path, end);
        }
        catch
        {
            _mark.Dispose();
            throw;
        }
        _acknowledged = _last;
        _onDisk = _policy == SyncPolicy.Never ? -1 : _last;
        if (_policy != SyncPolicy.Never)
            ForceToDisk(_last); // another policy may have written it
        if (_policy == SyncPolicy.Interval)
            _timer = new Timer(_ => SyncQuietly(), null, options.SyncInterval, options.SyncInterval);
    }

    /// <summary>The number of the last event that is acknowledged, and taken.</summary>
    public long Last => Volatile.Read(ref _acknowledged);

    /// <summary>Bytes of a torn end that were cut off when the log was opened.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Appends events and returns when they are safe as the policy says.</summary>
    /// <returns>The number of the last one.</returns>
    /// <exception cref="IOException">They could not be written; the log takes no more until it is opened anew.</exception>
    public long Append(ReadOnlySpan<LiveEvent> events)
    {
        long sequence;
        lock (_gate)
        {
            ThrowIfFailed();
            foreach (LiveEvent one in events)
                _waiting.Add(one with { Sequence = ++_last }, _onDisk);
            sequence = _last;
        }
        while (true)
        {
            Batch batch;
            lock (_gate)
            {
                while (_busy && _acknowledged < sequence)
                    Monitor.Wait(_gate);
                if (_acknowledged >= sequence)
                    return sequence;
                ThrowIfFailed();
                _busy = true;
                batch = TakeWaiting();
            }
            Finish(() => Write(batch));
        }
    }

    /// <summary>Forces to the disk what is acknowledged.</summary>
    public void Sync() => Alone(() => ForceToDisk(_acknowledged));

    /// <summary>Begins a new segment.</summary>
    /// <returns>The last event of those before.</returns>
    public long Rotate()
    {
        long last = 0;
        Alone(() =>
        {
            Write(TakeWaiting());
            last = Last;
            ForceToDisk(last);
            FileStream next = EventSegment.Create(_folder, last + 1);
            _segment.Dispose();
            _segment = next;
        });
        return last;
    }

    /// <summary>Deletes the segments that end at or before an event.</summary>
    public void DeleteUpTo(long last)
    {
        IReadOnlyList<(string Path, long First)> segments = EventSegment.In(_folder);
        for (int k = 0; k + 1 < segments.Count && segments[k + 1].First <= last + 1; k++)
            File.Delete(segments[k].Path);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            while (_busy)
                Monitor.Wait(_gate);
            _failure ??= new ObjectDisposedException(nameof(EventStore));
        }
        _segment.Dispose();
        _mark.Dispose();
    }

    /// <summary>Reads the segments; gives where the last one ends, 0 where it is to be made anew.</summary>
    private long Replay(IReadOnlyList<(string Path, long First)> segments, long history)
    {
        if (segments.Count == 0)
            return 0;
        long length = 0;
        for (int k = 0; k < segments.Count; k++)
        {
            (string path, long first) = segments[k];
            bool isLast = k == segments.Count - 1;
            if (k == 0 ? first > history + 1 : first != _last + 1)
                throw new EventFileException(
                    path,
                    FormattableString.Invariant($"events from {first} on"),
                    FormattableString.Invariant($"a log that goes on after event {(k == 0 ? history : _last)}")
                );
            (_last, length) = EventSegment.Read(path, first, isLast, one => Take(one, history));
        }
        TornBytes = new FileInfo(segments[^1].Path).Length - length;
        _last = Math.Max(_last, history);
        return length;
    }

    private void Take(LiveEvent one, long history)
    {
        if (one.Sequence > history)
            _take(one);
    }

    /// <summary>Writes a batch; only by who is busy.</summary>
    private void Write(Batch batch)
    {
        _segment.Write(batch.Bytes.WrittenSpan);
        if (_policy == SyncPolicy.EveryEvent)
            ForceToDisk(_acknowledged + batch.Events.Count);
        foreach (LiveEvent one in batch.Events)
            _take(one);
        lock (_gate)
        {
            Volatile.Write(ref _acknowledged, _acknowledged + batch.Events.Count);
            if (_policy == SyncPolicy.EveryEvent)
                _onDisk = _acknowledged;
            batch.Clear();
            _spare = batch;
        }
    }

    /// <summary>Forces to the disk what is written, up to an event; only by who is busy.</summary>
    private void ForceToDisk(long last)
    {
        _segment.Flush(flushToDisk: true);
        _mark.Advance(last);
    }

    private Batch TakeWaiting()
    {
        lock (_gate)
        {
            Batch batch = _waiting;
            _waiting = _spare;
            return batch;
        }
    }

    /// <summary>Does something while nobody writes.</summary>
    private void Alone(Action work)
    {
        lock (_gate)
        {
            while (_busy)
                Monitor.Wait(_gate);
            ThrowIfFailed();
            _busy = true;
        }
        Finish(work);
    }

    /// <summary>Does the work of who is busy. After a failure nobody knows what is on the disk, so the log takes no more.</summary>
    private void Finish(Action work)
    {
        Exception? failure = null;
        try
        {
            work();
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _failure ??= failure;
                _busy = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void SyncQuietly()
    {
        try
        {
            long last = Last;
            Sync();
            lock (_gate)
                _onDisk = last;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Kept as the failure: the next call that appends tells it.
        }
    }

    private void ThrowIfFailed()
    {
        ObjectDisposedException.ThrowIf(_failure is ObjectDisposedException, typeof(EventStore));
        if (_failure is not null)
            throw new IOException(
                $"The log of events in '{_folder}' failed before and takes no more until it is opened anew: {_failure.Message}",
                _failure
            );
    }

    /// <summary>Events that are written together.</summary>
    private sealed class Batch
    {
        public List<LiveEvent> Events { get; } = [];

        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public void Add(in LiveEvent one, long onDisk)
        {
            Events.Add(one);
            EventRecord.Write(Bytes, one, onDisk);
        }

        public void Clear()
        {
            Events.Clear();
            Bytes.ResetWrittenCount();
        }
    }
}
