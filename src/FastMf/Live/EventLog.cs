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
    private EventBatch _waiting = new();
    private EventBatch _spare = new();
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
        (_last, long end) = EventReplay.Read(segments, history, take); // a damaged log stays as it is
        _mark = new(folder);
        try
        {
            EventReplay.CheckComplete(folder, segments, _last, _mark.Last);
            TornBytes = segments.Count == 0 ? 0 : new FileInfo(segments[^1].Path).Length - end;
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

    /// <summary>
    /// Appends events and returns when they are safe as the policy says. One without a number (0) gets the next; one whose number
    /// was given out already is there, or on its way, and is not taken again.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="taken">How many were not there yet.</param>
    /// <returns>The number of the last one.</returns>
    /// <exception cref="EventGapException">A number is beyond the next; none of the events was taken.</exception>
    /// <exception cref="IOException">They could not be written; the log takes no more until it is opened anew.</exception>
    public long Append(ReadOnlySpan<LiveEvent> events, out int taken)
    {
        long sequence = 0;
        taken = 0;
        lock (_gate)
        {
            ThrowIfFailed();
            CheckNumbers(events);
            foreach (LiveEvent one in events)
            {
                bool isNew = one.Sequence == 0 || one.Sequence > _last;
                if (isNew)
                {
                    _waiting.Add(one with { Sequence = ++_last }, _onDisk);
                    taken++;
                }
                sequence = Math.Max(sequence, isNew ? _last : one.Sequence);
            }
        }
        while (true)
        {
            EventBatch batch;
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

    private void CheckNumbers(ReadOnlySpan<LiveEvent> events)
    {
        long last = _last;
        foreach (LiveEvent one in events)
        {
            if (one.Sequence > last + 1)
                throw new EventGapException(one.Sequence, last + 1);
            if (one.Sequence == 0 || one.Sequence == last + 1)
                last++;
        }
    }

    /// <summary>Writes a batch; only by who is busy.</summary>
    private void Write(EventBatch batch)
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

    private EventBatch TakeWaiting()
    {
        lock (_gate)
        {
            EventBatch batch = _waiting;
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
}
