using System.CommandLine;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Live;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary>What to train on: RATINGS, <c>--events</c>, or both.</summary>
internal sealed class EventTrainOptions
{
    private readonly Argument<string?> _ratings = new("RATINGS")
    {
        Description =
            "Ratings: delimited text, .gz too. With --events they come before the first event, and need not be given.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _folder = Opt.Text(
        "--events",
        "DIR",
        "Train on the events of this folder, too, which a service may have open (serve --events); an event counts instead of a rating of the same pair. The model names the last one, and serve --events goes on after it."
    );

    /// <summary>Adds them to a command.</summary>
    public EventTrainOptions(Command command)
    {
        command.Add(_ratings);
        command.Add(_folder);
        command.Validators.Add(given =>
        {
            if (given.GetResult(_ratings) is null or { Tokens.Count: 0 } && given.GetResult(_folder) is null)
                given.AddError("RATINGS are missing: a file, or the folder of --events.");
        });
    }

    /// <summary>Where the ratings and the events are; one of them may be null.</summary>
    /// <exception cref="CallException">The folder is missing.</exception>
    public (string? Ratings, string? Events) Read(ParseResult call)
    {
        (string? ratings, string? folder) = (call.GetValue(_ratings), call.GetValue(_folder));
        if (folder is not null && !Directory.Exists(folder))
            throw new CallException($"--events is '{folder}'; expected a folder that exists.");
        return (ratings, folder);
    }

    /// <summary>What the ratings are called in messages.</summary>
    public string Describe(ParseResult call) =>
        Read(call) switch
        {
            ({ } ratings, null) => ratings,
            (null, { } folder) => $"--events {folder}",
            (var ratings, var folder) => $"{ratings} with --events {folder}",
        };

    /// <summary>Loads them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="format">The layout of the file.</param>
    /// <param name="session">Where to tell.</param>
    /// <returns>All ratings, and the last event among them; null where no events were asked for.</returns>
    /// <exception cref="CallException">The file has weights.</exception>
    /// <exception cref="InvalidDataException">There are neither ratings nor events.</exception>
    public (Ratings Ratings, long? LastEvent) Load(ParseResult call, RatingsFormat format, Session session)
    {
        (string? path, string? folder) = Read(call);
        Ratings? before = path is null ? null : RatingsFileOptions.Load(format, path, session);
        if (folder is null)
            return (before!, null);
        if (before?.Weights.IsEmpty == false)
            throw new CallException($"{path} has weights, which events have not: they are no history of one kind.");
        Ratings events = EventStore.ReadRatings(folder, out long last);
        session.Say(
            Numbers.Format(
                $"{folder}: events up to {last}, {events.Count:N0} ratings of {events.Users.Count:N0} users and {events.Items.Count:N0} items"
            )
        );
        if (before is null && events.Count == 0)
            throw new InvalidDataException($"{folder}: there are no events yet; give RATINGS to begin with.");
        return (before?.Append(events) ?? events, last);
    }

    /// <summary>
    /// The same fit, whose model names the last event. Where a share was set aside it was not trained on all events up to any, and
    /// names none: then a service folds all their users in.
    /// </summary>
    public static FitResult Naming(FitResult fit, long? lastEvent, bool setAside, Session session)
    {
        if (lastEvent is not { } last)
            return fit;
        if (!setAside)
            return fit with { Model = fit.Model.WithLastEvent(last) };
        session.Say(
            "a share of the events was set aside, so that the model names no last event: serve --events folds in all users who have any"
        );
        return fit;
    }
}
