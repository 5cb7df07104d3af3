using FastMf.Data;
using FastMf.Live;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>Workers that take events.</summary>
internal static class TakingEvents
{
    /// <summary>Starts one with the model "m" of a folder, and its events beside it; the model is not watched.</summary>
    public static async Task<Hosted> Start(TemporaryFolder folder, Action<RecommenderOptions>? configure = null) =>
        await Hosted.Start(
            folder["m"],
            options =>
            {
                options.Watch = false;
                options.Events.Path = folder.Folder("events");
                options.Events.Sync = SyncPolicy.Never;
                configure?.Invoke(options);
            }
        );

    /// <summary>Events without numbers.</summary>
    public static LiveEvent[] Events(params (Id User, Id Item, float Value)[] events) =>
        [.. events.Select(one => new LiveEvent(0, one.User, one.Item, one.Value, 0))];
}
