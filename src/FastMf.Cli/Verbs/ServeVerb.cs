using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Cli.Serve;

namespace FastMf.Cli.Verbs;

/// <summary>A model over HTTP. What needs the web server is in <see cref="WebServer"/>, so that other verbs do not load it.</summary>
internal sealed class ServeVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Option<int> _port = Opt.Integer(
        "--port",
        "The port to listen on; 0 for one that is free.",
        8080,
        0,
        65_535
    );
    private readonly Option<string> _host = Opt.Value(
        "--host",
        "ADDRESS",
        "The address to listen on, 0.0.0.0 for all; others than 127.0.0.1 can be reached from outside, by anybody.",
        "127.0.0.1",
        (text, out value) => IPAddress.TryParse(value = text == "localhost" ? "127.0.0.1" : text, out _),
        "an IP address or localhost"
    );
    private readonly Option<bool> _watch = Opt.Flag("--watch", "Load the model anew whenever its file is replaced.");
    private readonly Option<string?> _exclude = Opt.Text(
        "--exclude",
        "RATINGS",
        "Leave out what a user has rated there; the page explains scores by it."
    );
    private readonly Option<string?> _titles = Opt.Text(
        "--titles",
        "FILE",
        "Titles of items: lines id,title with more columns ignored; also tabs, '::', ';' or '|'."
    );
    private readonly Option<int> _similar = Opt.Integer(
        "--similar",
        "Find so many similar items of every item beforehand, in the background; 0 to find them when they are asked for.",
        0,
        0
    );
    private readonly Option<int> _maxCount = Opt.Integer("--max-n", "How many items a request may ask for.", 1000, 1);

    private readonly EventServeOptions _events;

    public ServeVerb()
        : base(
            "serve",
            "A model over HTTP: recommendations as JSON, and a page to look around.",
            "model.safetensors --watch --exclude ratings.csv --titles movies.csv",
            "model.safetensors --watch --exclude ratings.csv --events events --learn-items 10m"
        )
    {
        Add(_model);
        Add(_port);
        Add(_host);
        Add(_watch);
        Add(_exclude);
        Add(_titles);
        Add(_maxCount);
        Add(_similar);
        _events = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        ServeCall serve = new(
            call.GetRequiredValue(_model),
            IPAddress.Parse(call.GetValue(_host)!),
            call.GetValue(_port),
            call.GetValue(_watch),
            call.GetValue(_exclude),
            call.GetValue(_titles),
            call.GetValue(_maxCount),
            call.GetValue(_similar),
            _events.Read(call)
        );
        Files.CheckInputs(serve.Model, serve.Seen, serve.Titles);
        WebServer.RunAsync(serve, session).GetAwaiter().GetResult();
        if (Stopped.By != PosixSignal.SIGTERM)
            throw new ServiceEndedException(); // by Ctrl-C, as it says when it begins
        session.Say(ServiceEndedException.Farewell);
    }
}
