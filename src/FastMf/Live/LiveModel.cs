using FastMf.Data;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Live;

/// <summary>
/// A model that learns from what users do at once: an event is written down, then folded into the user's vector from the
/// whole history, and is part of all answers when <see cref="Append"/> returns. Opened again after a crash, it has the
/// same vectors to the bit: they follow from model and history alone. Thread-safe.
/// </summary>
public sealed class LiveModel : IDisposable
{
    private readonly EventStore _store;
    private readonly int _threads;
    private readonly Lock _replacing = new();
    private volatile Versions _versions;

    /// <summary>Folds in all users who did something after the model's last event, and those whom it does not know.</summary>
    /// <param name="store">The events; disposed of with this.</param>
    /// <param name="model">The model: one that users can be folded into.</param>
    /// <param name="threads">How many work on that; 0 for all processors.</param>
    /// <exception cref="ArgumentException">The model was trained on events that the store does not have, or an event has a value that is none for it.</exception>
    /// <exception cref="InvalidOperationException">No user can be folded into the model; the message says why.</exception>
    public LiveModel(EventStore store, FactorModel model, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, WorkerTeam.MaxThreads);
        _store = store;
        _threads = threads;
        _versions = new(Begin(model), null);
        FoldAll(_versions.Current);
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
        if (Current.Objection(value) is { } why)
            throw new ArgumentException($"The value does not suit the model: {why}", nameof(value));
        long sequence = _store.Append(user, item, value, time);
        UserHistory history = _store.Find(user)!;
        lock (history.Turn)
        {
            Versions versions = _versions;
            versions.Current.Fold(history, strict: false);
            versions.Next?.Fold(history, strict: false);
        }
        return sequence;
    }

    /// <summary>Lets a newer model take over: all its users are folded in beside the present one, which goes on answering.</summary>
    /// <param name="model">The model, which names the last event that it was trained on.</param>
    /// <exception cref="ArgumentException">As for the first model; the present one stays.</exception>
    /// <exception cref="InvalidOperationException">As for the first model; the present one stays.</exception>
    public void Replace(FactorModel model)
    {
        lock (_replacing)
        {
            LiveVersion next = Begin(model);
            LiveVersion current = _versions.Current;
            _versions = new(current, next); // from now on events go into both
            try
            {
                FoldAll(next);
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
        return new LiveVersion(model);
    }

    private void FoldAll(LiveVersion version)
    {
        UserHistory[] histories = [.. _store.Histories];
        using WorkerTeam team = new(_threads);
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
