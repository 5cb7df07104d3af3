using FastMf.Data;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.Hosting;

/// <summary>Items out of events, without training anew.</summary>
internal static class ItemLearning
{
    /// <summary>Whether there are later events of items that would be solved.</summary>
    public static bool IsWorthwhile(FactorModel model, EventStore store, bool knownItems)
    {
        long trained = model.Info.LastEvent ?? 0;
        return store.LastEvent > trained
            && store
                .Events(out _)
                .Any(one => one.Sequence > trained && (knownItems || !model.Items.TryGetRow(one.Item, out _)));
    }

    /// <summary>
    /// The model after all events. Users who are new to it come first, by the items it has: an item is solved from users that
    /// the model knows, and new items are commonly those of new users.
    /// </summary>
    /// <param name="model">The present model.</param>
    /// <param name="store">The events.</param>
    /// <param name="before">What was known before the first event.</param>
    /// <param name="knownItems">Whether items that the model has are solved, too.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static FactorModel Run(
        FactorModel model,
        EventStore store,
        Ratings? before,
        bool knownItems,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<LiveEvent> all = store.Events(out long last);
        long trained = model.Info.LastEvent ?? 0;
        Ratings whole = Of(all);
        Ratings history = before is null ? whole : before.Append(whole, Duplicates.Last);
        Ratings newUsers = Of(
            all.Where(one => !model.Users.TryGetRow(one.User, out _) && model.Items.TryGetRow(one.Item, out _))
        );
        PartialFitOptions options = new() { Threads = 1 }; // the other processors go on answering
        if (newUsers.Count > 0)
            model = model.PartialFit(newUsers, null, options, cancellationToken);
        options = options with { KnownItems = knownItems };
        Ratings later = Of(all.Where(one => one.Sequence > trained));
        return model.PartialFit(later, history, options, cancellationToken).WithLastEvent(last);
    }

    private static Ratings Of(IEnumerable<LiveEvent> events) =>
        Ratings.From(events.Select(one => new Rating(one.User, one.Item, one.Value, one.Time)));
}
