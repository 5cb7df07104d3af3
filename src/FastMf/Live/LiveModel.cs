using FastMf.Data;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Live;

/// <summary>
/// A model that learns from what users do at once: an event is written down, then folded into the user's vector from the
/// whole history, and is part of all answers when <see cref="Append(Id, Id, float, long)"/> returns. Opened again after a crash, it has the
/// same vectors to the bit: they follow from model and history alone. Thread-safe.
/// </summary>
public sealed class LiveModel : IDisposable
{
    private readonly EventStore _store;
    private readonly int _threads;
    private readonly Ratings? _before;
    private readonly Lock _replacing = new();
    private volatile Versions _versions;

    /// <summary>Folds in all users who did something after the model's last event, and those whom it does not know.</summary>
    /// <param name="store">The events; disposed of with this.</param>
    /// <param name="model">The model: one that users can be folded into.</param>
    /// <param name="threads">How many work on that; 0 for all processors.</param>
    /// <param name="before">
    /// What users did before the first event, commonly the training ratings: part of the history of those users whom the model
    /// has; where an event is of the same pair, the event counts. Without weights. Null where the store has all.
    /// </param>
    /// <exception cref="ArgumentException">The model was trained on events that the store does not have, or an event or an earlier rating has a value that is none for it.</exception>
    /// <exception cref="InvalidOperationException">No user can be folded into the model; the message says why.</exception>
    public LiveModel(EventStore store, FactorModel model, int threads = 0, Ratings? before = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (before?.Weights.IsEmpty == false)
            throw new ArgumentException("The ratings have weights; events have none.", nameof(before));
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, WorkerTeam.MaxThreads);
        _store = store;
        _threads = threads;
        _before = before;
        _versions = new(Begin(model), null);
        FoldAll(_versions.Current, threads);
    }

    /// <summary>The present version, for the whole of a request.</summary>
    public LiveVersion Current => _versions.Current;

    /// <summary>The events, to train on (<see cref="EventStore.ToRatings"/>) and to compact. What is appended to it directly is folded in with the user's next event.</summary>
    public EventStore Events => _store;

    /// <summary>Takes an event: safe as the store's policy says, and in the user's vector, when this returns.</summary>
    /// <param name="user">The user's id; one that nobody knows begins here.</param>
    /// <param name="item">The item's id; one that the model does not know waits for a model that does.</param>
    /// <param name="value">The rating, or how often or how much.</param>
    /// <param name="time">When, in the caller's own unit.</param>
    /// <returns>The event's number.</returns>
    /// <exception cref="ArgumentException">The value or an id is none that can be taken.</exception>
    /// <exception cref="IOException">The event could not be written; nothing changed.</exception>
    public long Append(Id user, Id item, float value, long time = 0)
    {
        CheckValue(value, nameof(value));
        long sequence = _store.Append(user, item, value, time);
        Fold(user);
        return sequence;
    }

    /// <summary>Takes some events at once; numbers as in <see cref="EventStore.Append(ReadOnlySpan{LiveEvent}, out int)"/>.</summary>
    /// <param name="events">The events in their order.</param>
    /// <param name="taken">How many were not there yet.</param>
    /// <returns>The number of the last one.</returns>
    /// <exception cref="ArgumentException">A value, an id or a number is none that can be taken; none was taken.</exception>
    /// <exception cref="EventGapException">A number is beyond the next; none was taken.</exception>
    /// <exception cref="IOException">They could not be written; nothing changed.</exception>
    public long Append(ReadOnlySpan<LiveEvent> events, out int taken)
    {
        foreach (LiveEvent one in events)
            CheckValue(one.Value, nameof(events));
        long sequence = _store.Append(events, out taken);
        foreach (LiveEvent one in events)
            Fold(one.User); // nothing to do where it was folded in already
        return sequence;
    }

    /// <summary>Lets a newer model take over: all its users are folded in beside the present one, which goes on answering.</summary>
    /// <param name="model">The model, which names the last event that it was trained on.</param>
    /// <exception cref="ArgumentException">As for the first model; the present one stays.</exception>
    /// <exception cref="InvalidOperationException">As for the first model; the present one stays.</exception>
    public void Replace(FactorModel model) => Replace(model, _threads, _ => { });

    /// <summary>The same, telling when all users are folded in, while events still go into both models: what is published then lacks none.</summary>
    internal void Replace(FactorModel model, int threads, Action<LiveVersion> publish)
    {
        lock (_replacing)
        {
            LiveVersion next = Begin(model);
            LiveVersion current = _versions.Current;
            _versions = new(current, next); // from now on events go into both
            try
            {
                FoldAll(next, threads);
                publish(next);
                _versions = new(next, null);
            }
            catch
            {
                _versions = new(current, null);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private LiveVersion Begin(FactorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Info.LastEvent > _store.LastEvent)
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"It was trained on events up to {model.Info.LastEvent}; the store has those up to {_store.LastEvent}: found another store, or an older one."
                ),
                nameof(model)
            );
        model.FoldInUser([], [], new float[model.Rank], out _); // throws where nobody can be
        if (_before is not null && model.Info.Objective.Implicit?.Objection(_before) is { } why)
            throw new ArgumentException($"The ratings before the first event do not suit it: {why}", nameof(model));
        return new LiveVersion(model, _before);
    }

    private void CheckValue(float value, string name)
    {
        if (Current.Objection(value) is { } why)
            throw new ArgumentException($"The value does not suit the model: {why}", name);
    }

    private void Fold(Id user)
    {
        if (_store.Find(user) is not { } history)
            return;
        lock (history.Turn)
        {
            Versions versions = _versions;
            versions.Current.Fold(history, strict: false);
            versions.Next?.Fold(history, strict: false);
        }
    }

    private void FoldAll(LiveVersion version, int threads)
    {
        UserHistory[] histories = [.. _store.Histories];
        using WorkerTeam team = new(threads);
        team.ForEach(
            histories.Length,
            k =>
            {
                lock (histories[k].Turn)
                    version.Fold(histories[k], strict: true);
            }
        );
    }

    /// <summary>What answers, and what is to answer next; read at once.</summary>
    private sealed record Versions(LiveVersion Current, LiveVersion? Next);
}
