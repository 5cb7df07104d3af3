using System.Collections.Concurrent;
using FastMf.Data;

namespace FastMf.Live;

/// <summary>
/// What users did, kept for good: a write-ahead log and a compacted history in a folder, and each user's history in memory.
/// An event that <see cref="Append(Id, Id, float, long)"/> has returned from is there after any crash, once. Thread-safe.
/// </summary>
/// <remarks>
/// One process at a time opens a folder, which is for events alone. Ratings that a model was trained on belong here, too, by
/// <see cref="Append(IEnumerable{Rating}, CancellationToken)"/>: a user is folded in from the whole history.
/// </remarks>
public sealed class EventStore : IDisposable
{
    private const string LockName = "lock";
    private const int EventsAtOnce = 4096;

    private readonly string _folder;
    private readonly ConcurrentDictionary<Id, UserHistory> _users = new();
    private readonly Dictionary<Id, Id> _items = []; // one text for all events of an item; only for who takes events
    private readonly FileStream _lock;
    private readonly EventLog _log;
    private readonly Lock _compaction = new();

    private EventStore(string folder, EventStoreOptions options)
    {
        _folder = folder;
        _lock = Lock(folder);
        try
        {
            EventHistory.DeleteUnfinished(folder);
            CompactedTo = EventHistory.Read(folder, Take);
            _log = new EventLog(folder, options, CompactedTo, Take);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder of events, with whatever a crash left: an end that was never acknowledged is cut off.</summary>
    /// <param name="folder">The folder, which must exist; empty for a new store.</param>
    /// <param name="options">When events are forced to the disk.</param>
    /// <exception cref="EventFileException">A file is damaged; the message names the place.</exception>
    /// <exception cref="IOException">The folder is missing, or another process has it open.</exception>
    public static EventStore Open(string folder, EventStoreOptions? options = null)
    {
        CheckFolder(folder);
        options ??= new EventStoreOptions();
        options.Check();
        return new EventStore(folder, options);
    }

    /// <summary>The number of the last event that was acknowledged; 0 before the first.</summary>
    public long LastEvent => _log.Last;

    /// <summary>The last event that is in the compacted history; those after it are in the log alone.</summary>
    public long CompactedTo { get; private set; }

    /// <summary>How many users have a history.</summary>
    public int Users => _users.Count;

    /// <summary>Bytes that were cut off when the store was opened: what a crash left of events that nobody was told were safe.</summary>
    public long TornBytes => _log.TornBytes;

    /// <summary>Appends an event and returns when it is safe as the policy says.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="item">The item's id.</param>
    /// <param name="value">The rating, or how often or how much; finite.</param>
    /// <param name="time">When, in the caller's own unit.</param>
    /// <returns>The event's number.</returns>
    /// <exception cref="ArgumentException">The value is not finite, or an id is longer than 65,535 bytes of UTF-8 or no text that UTF-8 can hold.</exception>
    /// <exception cref="IOException">It could not be written; then no event is taken until the store is opened anew.</exception>
    public long Append(Id user, Id item, float value, long time = 0)
    {
        CheckId(user, nameof(user));
        CheckId(item, nameof(item));
        CheckValue(value, nameof(value));
        return _log.Append([new LiveEvent(0, user, item, value, time)], out _);
    }

    /// <summary>
    /// Appends some events at once, safe together. One whose <see cref="LiveEvent.Sequence"/> is 0 gets the next number. One that has
    /// a number is taken once: where that number is there already, it is passed over, so that a sender which numbers its events
    /// and does not know whether they arrived may send them again.
    /// </summary>
    /// <param name="events">The events in their order.</param>
    /// <param name="taken">How many were not there yet.</param>
    /// <returns>The number of the last one.</returns>
    /// <exception cref="ArgumentException">As for a single event, or a number is negative; none was taken.</exception>
    /// <exception cref="EventGapException">A number is beyond the next; none was taken.</exception>
    /// <exception cref="IOException">As for a single event.</exception>
    public long Append(ReadOnlySpan<LiveEvent> events, out int taken)
    {
        foreach (LiveEvent one in events)
        {
            CheckId(one.User, nameof(events));
            CheckId(one.Item, nameof(events));
            CheckValue(one.Value, nameof(events));
            if (one.Sequence < 0)
                throw new ArgumentException(
                    FormattableString.Invariant($"An event has the number {one.Sequence}; expected 1 or more, or 0."),
                    nameof(events)
                );
        }
        return _log.Append(events, out taken);
    }

    /// <summary>Appends many, such as the ratings that a model was trained on; in pieces, each safe before the next.</summary>
    /// <param name="ratings">The events in their order. A weight must be 1.</param>
    /// <param name="cancellationToken">Ends it after a piece.</param>
    /// <returns>The number of the last event.</returns>
    /// <exception cref="ArgumentException">As for a single event; those before it are there.</exception>
    /// <exception cref="IOException">As for a single event.</exception>
    public long Append(IEnumerable<Rating> ratings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        long last = LastEvent;
        foreach (Rating[] piece in ratings.Chunk(EventsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            LiveEvent[] events = new LiveEvent[piece.Length];
            for (int k = 0; k < piece.Length; k++)
            {
                (Id user, Id item, float value, long time, float weight) = piece[k];
                CheckId(user, nameof(ratings));
                CheckId(item, nameof(ratings));
                CheckValue(value, nameof(ratings));
                if (weight != 1f)
                    throw new ArgumentException(
                        FormattableString.Invariant($"A weight is {weight}; events have none."),
                        nameof(ratings)
                    );
                events[k] = new LiveEvent(0, user, item, value, time);
            }
            last = _log.Append(events, out _);
        }
        return last;
    }

    /// <summary>The last event of each pair, by ascending number.</summary>
    /// <param name="lastEvent">All up to this one are among them, and perhaps later ones.</param>
    public IReadOnlyList<LiveEvent> Events(out long lastEvent)
    {
        lastEvent = LastEvent;
        List<LiveEvent> events = [];
        foreach (UserHistory history in _users.Values)
        {
            foreach (HistoryEntry entry in history.Copy())
                events.Add(new LiveEvent(entry.Sequence, history.User, entry.Item, entry.Value, entry.Time));
        }
        events.Sort((x, y) => x.Sequence.CompareTo(y.Sequence));
        return events;
    }

    /// <summary>All there is, to train a model on; its <see cref="Models.FactorModel.WithLastEvent"/> takes the number.</summary>
    /// <param name="lastEvent">The last event that the ratings hold for certain.</param>
    public Ratings ToRatings(out long lastEvent) =>
        Ratings.From(Events(out lastEvent).Select(one => new Rating(one.User, one.Item, one.Value, one.Time)));

    /// <summary>
    /// The same of a folder that need not be opened: another process may have it open and go on appending. Nothing is written;
    /// what a model is trained on so is there after any crash (on Windows as safely as the writer's <see cref="SyncPolicy"/> says).
    /// </summary>
    /// <param name="folder">The folder of a store.</param>
    /// <param name="lastEvent">The last event that the ratings hold; 0 where the store is empty.</param>
    /// <exception cref="EventFileException">A file is damaged; the message names the place.</exception>
    /// <exception cref="IOException">The folder is missing, or cannot be read.</exception>
    public static Ratings ReadRatings(string folder, out long lastEvent)
    {
        CheckFolder(folder);
        return EventFolder.Read(folder, out lastEvent);
    }

    /// <summary>
    /// Replaces log and history by a new history with one event for each pair. Events go on being appended meanwhile;
    /// a crash at any moment leaves the old files or the new ones.
    /// </summary>
    /// <param name="cancellationToken">Ends it; the old files stay.</param>
    /// <exception cref="IOException">The history could not be written; the old files stay.</exception>
    public void Compact(CancellationToken cancellationToken = default)
    {
        lock (_compaction)
        {
            long last = _log.Rotate();
            EventHistory.Write(_folder, last, Events(out _), _log.Sync, cancellationToken);
            CompactedTo = last;
            _log.DeleteUpTo(last);
        }
    }

    /// <summary>Lets go of the folder. Events under way fail or are safe.</summary>
    public void Dispose()
    {
        _log.Dispose();
        _lock.Dispose();
    }

    /// <summary>The users' histories.</summary>
    internal IEnumerable<UserHistory> Histories => _users.Values;

    /// <summary>A user's history, or null.</summary>
    internal UserHistory? Find(Id user) => _users.GetValueOrDefault(user);

    /// <summary>Takes note of an event; one thread at a time.</summary>
    private void Take(LiveEvent one)
    {
        if (!_items.TryGetValue(one.Item, out Id item))
            _items.Add(item = one.Item, item);
        if (!_users.TryGetValue(one.User, out UserHistory? history))
        {
            history = new UserHistory(one.User);
            history.Take(new(item, one.Value, one.Sequence, one.Time));
            _users[one.User] = history;
        }
        else
            history.Take(new(item, one.Value, one.Sequence, one.Time));
    }

    private static void CheckFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder for events, '{folder}', does not exist.");
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The events in '{folder}' are open already, or cannot be opened: {e.Message}", e);
        }
    }

    private static void CheckId(Id id, string name)
    {
        if (EventRecord.Objection(id) is { } why)
            throw new ArgumentException($"Found {why}.", name);
    }

    private static void CheckValue(float value, string name)
    {
        if (!float.IsFinite(value))
            throw new ArgumentException(
                FormattableString.Invariant($"The value is {value}; expected a finite number."),
                name
            );
    }
}
