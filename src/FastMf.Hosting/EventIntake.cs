using System.Collections.Concurrent;
using FastMf.Data;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.Hosting;

/// <summary>
/// The events of a service: so many may wait, and a few threads of its own write them. Whoever sends them waits without a
/// thread, and none of those that answer ever waits for the disk; the log forces what several threads hand in to the disk at once.
/// </summary>
internal sealed class EventIntake : IDisposable
{
    private const int Writers = 8; // they wait for the disk most of the time, together

    private readonly EventStore _store;
    private readonly BlockingCollection<Parcel> _waiting;
    private readonly Thread[] _writers;
    private volatile LiveModel? _live;
    private volatile string? _failure;

    /// <exception cref="IOException">The folder is missing, open elsewhere, or damaged.</exception>
    public EventIntake(EventOptions options)
    {
        _store = EventStore.Open(options.Path!, new() { Sync = options.Sync, SyncInterval = options.SyncInterval });
        _waiting = new(options.MaxWaiting);
        _writers =
        [
            .. Enumerable
                .Range(0, Writers)
                .Select(_ => new Thread(Write) { IsBackground = true, Name = "FastMf events" }),
        ];
        foreach (Thread writer in _writers)
            writer.Start();
    }

    /// <summary>The events themselves.</summary>
    public EventStore Store => _store;

    /// <summary>How far they are.</summary>
    public EventStatus Status
    {
        get
        {
            LiveVersion? live = _live?.Current;
            long untrained = _store.LastEvent - (live?.Model.Info.LastEvent ?? 0);
            return new(_store.LastEvent, untrained, _waiting.Count, live?.Users ?? 0, _failure);
        }
    }

    /// <summary>Lets a model take over, with all users folded in. What is published lacks no event that was acknowledged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">What was known before the first event.</param>
    /// <param name="publish">Publishes it.</param>
    /// <exception cref="ArgumentException">The model was trained on other events, or one of them has a value that is none for it.</exception>
    /// <exception cref="InvalidOperationException">No user can be folded into the model.</exception>
    public void Replace(FactorModel model, Ratings? before, Action<LiveVersion> publish)
    {
        if (_live is { } present)
            present.Replace(model, threads: 1, publish); // the other processors go on answering
        else
        {
            LiveModel first = new(_store, model, before: before);
            publish(first.Current);
            _live = first;
        }
    }

    /// <summary>Takes events; they are safe, and in the vectors of their users, when the task is done.</summary>
    /// <exception cref="EventsBusyException">Too many wait already, or there is no model yet.</exception>
    public Task<EventReceipt> AppendAsync(ReadOnlyMemory<LiveEvent> events)
    {
        if (_live is null)
            throw new EventsBusyException("No model is loaded yet; try again in a second.");
        Parcel parcel = new(events, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _waiting.TryAdd(parcel)
            ? parcel.Receipt.Task
            : throw new EventsBusyException("Too many events are waiting to be written; try again in a second.");
    }

    /// <summary>Ends what is under way, and lets go of the folder.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        foreach (Thread writer in _writers)
            writer.Join();
        _store.Dispose();
        _waiting.Dispose();
    }

    private void Write()
    {
        foreach (Parcel parcel in _waiting.GetConsumingEnumerable())
        {
            try
            {
                long last = _live!.Append(parcel.Events.Span, out int taken);
                parcel.Receipt.SetResult(new(last, taken));
            }
            catch (Exception error) // whatever it is, the sender is told; a thread of ours may not end the process
            {
                if (error is not (ArgumentException or EventGapException))
                    _failure = error.Message;
                parcel.Receipt.SetException(error);
            }
        }
    }

    private readonly record struct Parcel(ReadOnlyMemory<LiveEvent> Events, TaskCompletionSource<EventReceipt> Receipt);
}
