using System.Globalization;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.Hosting;

public sealed partial class RecommenderHandle
{
    private const char Learnt = '-'; // between the version of a file and the last event whose items were learnt

    private readonly Lock _opening = new();
    private EventIntake? _intake;

    /// <summary>How far events are; null where the service takes none (<see cref="RecommenderOptions.Events"/>).</summary>
    public EventStatus? Events => _intake?.Status;

    /// <summary>
    /// The events, to train on (<see cref="EventStore.ToRatings"/>); null where the service takes none, or has not begun. What is
    /// appended to it directly is part of answers with the user's next event only: use <see cref="AppendAsync"/>.
    /// </summary>
    public EventStore? EventStore => _intake?.Store;

    private EventIntake? Intake
    {
        get
        {
            if (_options.Events.Path is null)
                return null;
            lock (_opening)
                return _intake ??= OpenEvents();
        }
    }

    /// <summary>
    /// Takes what users did. When the task is done the events are safe as <see cref="EventOptions.Sync"/> says, and part of
    /// the vectors of their users: snapshots that are taken from then on answer with them, also those of the next models.
    /// </summary>
    /// <param name="events">The events; numbers as in <see cref="EventStore.Append(ReadOnlySpan{LiveEvent}, out int)"/>, commonly 0.</param>
    /// <returns>The number of the last one, and how many were not there yet.</returns>
    /// <exception cref="InvalidOperationException">The service takes no events.</exception>
    /// <exception cref="EventsBusyException">Too many wait already, or there is no model yet.</exception>
    /// <exception cref="ArgumentException">A value, an id or a number is none that can be taken; none was taken.</exception>
    /// <exception cref="EventGapException">A number is beyond the next; none was taken.</exception>
    /// <exception cref="IOException">They could not be written, and no later ones can until the service starts anew.</exception>
    public Task<EventReceipt> AppendAsync(ReadOnlyMemory<LiveEvent> events) =>
        Intake is { } intake
            ? intake.AppendAsync(events)
            : throw new InvalidOperationException(
                "The service takes no events: Events.Path of its options is not set."
            );

    /// <summary>
    /// Lets the items of later events be known: those that the model lacks, and with <see cref="EventOptions.LearnKnownItems"/> all of
    /// them, are solved from the users who have them (<see cref="FactorModel.PartialFit"/>), and the model with them takes over.
    /// Done every <see cref="EventOptions.LearnItemsEvery"/> by itself.
    /// </summary>
    /// <param name="cancellationToken">Ends the work; the present model stays.</param>
    /// <returns>Whether there was anything to learn.</returns>
    /// <exception cref="InvalidOperationException">The service takes no events, or there is no model yet.</exception>
    /// <exception cref="ModelRefusedException">The model is not what the options ask for then. The present one stays.</exception>
    public async Task<bool> LearnItemsAsync(CancellationToken cancellationToken = default)
    {
        if (Intake is not { } intake)
            throw new InvalidOperationException("The service takes no events: Events.Path of its options is not set.");
        int before = _status.Swaps;
        if (!ItemLearning.IsWorthwhile(Snapshot().Model, intake.Store, _options.Events.LearnKnownItems))
            return false;
        await TakeOver(
                () =>
                {
                    RecommenderSnapshot present = Snapshot(); // it cannot change: we have the turn
                    FactorModel model = ItemLearning.Run(
                        present.Model,
                        intake.Store,
                        _companions!.Seen,
                        _options.Events.LearnKnownItems,
                        cancellationToken
                    );
                    string version = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{FileOf(present)}{Learnt}{model.Info.LastEvent}"
                    );
                    return new LoadedModel(model, version, present.WrittenAt);
                },
                _options.ModelPath,
                cancellationToken
            )
            .ConfigureAwait(false);
        CollectAfter(before);
        return true;
    }

    /// <summary>Compacts the log where it has grown; beside everything else.</summary>
    internal void CompactIfDue(CancellationToken cancellationToken)
    {
        long after = _options.Events.CompactAfter;
        if (_intake is not { } intake || after == 0 || intake.Store.LastEvent - intake.Store.CompactedTo < after)
            return;
        intake.Store.Compact(cancellationToken);
        _logger.Compacted(intake.Store.CompactedTo);
    }

    /// <summary>Opens the folder of the events now, so that what is wrong with it stops the host.</summary>
    internal void OpenIntake() => _ = Intake;

    private EventIntake OpenEvents()
    {
        EventIntake intake = new(_options.Events);
        _logger.EventsOpened(_options.Events.Path!, intake.Store.LastEvent, intake.Store.Users, intake.Store.TornBytes);
        return intake;
    }

    /// <summary>The version of the file that a model comes from.</summary>
    private static string FileOf(RecommenderSnapshot snapshot) => snapshot.Version.Split(Learnt)[0];
}
