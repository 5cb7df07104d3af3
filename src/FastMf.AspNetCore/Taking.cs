using FastMf.Hosting;
using FastMf.Live;
using Microsoft.AspNetCore.Http;

namespace FastMf.AspNetCore;

/// <summary>Takes events: the answer comes when they are safe, and part of all answers that begin later.</summary>
internal sealed class Taking(RecommenderHandle handle, RecommenderHttpOptions options)
{
    /// <summary>Hands in what a body holds and waits without a thread.</summary>
    /// <exception cref="RequestException">They were not taken; the message says why.</exception>
    public async ValueTask<EventReceipt> Take(EventsRequest request)
    {
        if (handle.Events is null)
            throw new RequestException(StatusCodes.Status404NotFound, "This service takes no events.");
        if (request.Events.Length == 0)
            throw RequestQuery.Bad("There are no events; expected one or more.");
        Answers.AtMost(request.Events.Length, options.MaxIds, "events");
        LiveEvent[] events = new LiveEvent[request.Events.Length];
        for (int k = 0; k < events.Length; k++)
            events[k] = Of(request.Events[k]);
        try
        {
            return await handle.AppendAsync(events).ConfigureAwait(false);
        }
        catch (EventsBusyException busy)
        {
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, busy.Message);
        }
        catch (EventGapException gap)
        {
            throw new RequestException(StatusCodes.Status409Conflict, gap.Message + " Nothing was taken.");
        }
        catch (ArgumentException wrong)
        {
            throw RequestQuery.Bad($"Nothing was taken: {wrong.Message.Split(" (Parameter")[0]}");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            throw new RequestException(
                StatusCodes.Status500InternalServerError,
                "The events could not be written, and none can be until the service starts anew; its log says why."
            );
        }
    }

    /// <summary>Says how far events are.</summary>
    public static void Tell(EventReceipt receipt, RecommenderSnapshot snapshot, Answer answer)
    {
        answer.Start(snapshot);
        answer.Json.WriteNumber("lastEvent"u8, receipt.LastEvent);
        answer.Json.WriteNumber("taken"u8, receipt.Taken);
        answer.Json.WriteEndObject();
    }

    private static LiveEvent Of(EventRequest one)
    {
        if (one is null)
            throw RequestQuery.Bad("An event is null; expected a user, an item and what else there is.");
        if (one.Sequence < 1)
            throw RequestQuery.Bad(
                FormattableString.Invariant(
                    $"An event has the sequence number {one.Sequence}; expected 1 or more, or none."
                )
            );
        return new(one.Sequence ?? 0, one.User, one.Item, one.Value, one.Time);
    }
}
