using System.CommandLine;
using FastMf.Cli.Serve;
using FastMf.Live;

namespace FastMf.Cli.Options;

/// <summary><c>--events</c>, <c>--sync</c> and <c>--learn-items</c>.</summary>
internal sealed class EventServeOptions
{
    private readonly Option<string?> _folder = Opt.Text(
        "--events",
        "DIR",
        "Take what users do, POST /recommend/events, and keep it in this folder, empty at first: part of their recommendations at once. What is in --exclude comes before it; give the training ratings there."
    );
    private readonly Choice<SyncPolicy> _sync = new(
        "--sync",
        "When an event is acknowledged: once it is on the disk, once the system has it and the disk within 100 ms, or once the system has it.",
        SyncPolicy.EveryEvent,
        ("event", SyncPolicy.EveryEvent),
        ("interval", SyncPolicy.Interval),
        ("never", SyncPolicy.Never)
    );
    private readonly Option<TimeSpan?> _learn = Opt.Time(
        "--learn-items",
        "So often, as in 90s, 5m or 2h, learn items that the model lacks from the events, without training. Off unless given."
    );

    /// <summary>Adds them to a command.</summary>
    public EventServeOptions(Command command)
    {
        command.Add(_folder);
        command.Add(_sync);
        command.Add(_learn);
    }

    /// <summary>What the call asks for; null where no events are taken.</summary>
    /// <exception cref="CallException">The folder is missing, or an option has no meaning without it.</exception>
    public EventServeCall? Read(ParseResult call)
    {
        TimeSpan? learn = call.GetValue(_learn);
        if (call.GetValue(_folder) is not { } folder)
        {
            if (learn is not null || call.Gives(_sync))
                throw new CallException($"{(learn is null ? _sync.Name : _learn.Name)} needs --events.");
            return null;
        }
        if (!Directory.Exists(folder))
            throw new CallException($"--events is '{folder}'; expected a folder that exists.");
        return learn > TimeSpan.FromDays(1)
            ? throw new CallException($"--learn-items is '{learn}'; expected at most a day, 24h.")
            : new(folder, _sync.Of(call), learn);
    }
}
