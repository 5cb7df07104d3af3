using System.Net;
using System.Net.Sockets;
using FastMf.AspNetCore;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FastMf.Cli.Serve;

/// <summary>The framework's own web server with a recommender in it: bounded in all that somebody may send, or send slowly.</summary>
internal static class WebServer
{
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5); // for requests under way, at the end

    /// <summary>Serves until the session asks to end.</summary>
    /// <exception cref="IOException">The model is no good, or the port is taken.</exception>
    public static async Task RunAsync(ServeCall call, Session session)
    {
        // Nothing is read from the environment or from files nearby: the call says all.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Limit(server, call));
        SessionLog log = new(session);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Error);
        builder.Services.AddRoutingCore().AddProblemDetails(Refusals.Explain);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _farewell);
        builder.Services.AddHostFiltering(filter =>
        {
            filter.AllowedHosts = AllowedHosts(call.Host);
            filter.IncludeFailureMessage = false;
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>(); // signals are the tool's own affair
        builder.Services.AddFastMf(options =>
        {
            options.ModelPath = call.Model;
            options.SeenPath = call.Seen;
            options.TitlesPath = call.Titles;
            options.Watch = call.Watch;
            options.SimilarItems = call.SimilarItems;
            if (call.Events is { } events)
            {
                options.Events.Path = events.Folder;
                options.Events.Sync = events.Sync;
                options.Events.LearnItemsEvery = events.LearnItems;
            }
        });
        await using WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseHostFiltering();
        app.UseRouting();
        app.MapFastMf(options: new() { MaxCount = call.MaxCount });
        app.MapFastMfPage();
        await StartAsync(app, call, session.Token).ConfigureAwait(false);
        log.Speaks = true; // until here what goes wrong is the end, and is told as such
        Announce(app, call, session);
        await Ended(session.Token).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task StartAsync(WebApplication app, ServeCall call, CancellationToken token)
    {
        try
        {
            await app.StartAsync(token).ConfigureAwait(false);
        }
        catch (ModelRefusedException refused)
        {
            throw new InvalidDataException(refused.Message);
        }
        catch (SocketException error)
        {
            throw new IOException($"Cannot listen on {new IPEndPoint(call.Host, call.Port)}: {error.Message}.", error);
        }
    }

    private static void Limit(KestrelServerOptions server, ServeCall call)
    {
        server.Listen(call.Host, call.Port);
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = 1 << 20; // endpoints ask for less, and say so better
        server.Limits.MaxConcurrentConnections = 4096;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        server.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        server.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    /// <summary>
    /// By which names the service may be asked. One on the loopback device alone is not asked by others: a page from
    /// elsewhere whose name suddenly leads here is refused.
    /// </summary>
    private static IList<string> AllowedHosts(IPAddress host) =>
        IPAddress.IsLoopback(host) ? ["localhost", "127.0.0.1", "[::1]", host.ToString()] : ["*"];

    private static void Announce(WebApplication app, ServeCall call, Session session)
    {
        string address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        RecommenderHandle handle = app.Services.GetRequiredService<RecommenderHandle>();
        RecommenderSnapshot snapshot = handle.Snapshot();
        EventStatus? events = handle.Events;
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("address", address);
                json.WriteString("file", call.Model);
                json.WriteString("model", snapshot.Version);
                json.WriteNumber("users", snapshot.Model.Users.Count);
                json.WriteNumber("items", snapshot.Model.Items.Count);
                json.WriteNumber("rank", snapshot.Model.Rank);
                if (events is not null)
                    json.WriteNumber("lastEvent", events.LastEvent);
                json.WriteEndObject();
            });
        else
            session.Output.WriteLine(address);
        session.Output.Flush();
        if (events is not null)
            session.Say(
                Numbers.Format(
                    $"Events in {call.Events!.Folder}: {events.LastEvent:N0} so far, {events.Untrained:N0} of them after the model was trained, of {events.Users:N0} users."
                )
            );
        session.Say(
            $"Serving {call.Model} at {address}; the page is there, the interface at {address}/recommend. Ctrl-C ends."
        );
    }

    private static async Task Ended(CancellationToken token)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = token.Register(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
