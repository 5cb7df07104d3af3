using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>New ratings into a model without training anew.</summary>
internal sealed class UpdateVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Argument<string> _events = Opt.File("EVENTS", "New ratings, of known and of new users and items.");
    private readonly Option<string?> _output = Opt.Output("The model file to write.", required: true);
    private readonly Option<string?> _history = Opt.Text(
        "--history",
        "RATINGS",
        "What was known before, commonly the training ratings; without it EVENTS are all that is known of their users."
    );
    private readonly Option<bool> _knownItems = Opt.Flag(
        "--known-items",
        "Solve items of EVENTS that the model has anew too, from all their ratings; otherwise new items alone."
    );
    private readonly Option<int> _threads = Opt.Threads();
    private readonly IndexOption _index;
    private readonly RatingsFileOptions _files;

    public UpdateVerb()
        : base(
            "update",
            "Take new ratings into a model (als, sgd and gradient with the squared loss, ials) without training: new items are solved from the users who have them, then the users of EVENTS from all their ratings; all else stays.",
            "model.safetensors today.csv --history ratings.csv -o updated.safetensors"
        )
    {
        Add(_model);
        Add(_events);
        Add(_output);
        Add(_history);
        Add(_knownItems);
        Add(_threads);
        _index = new(this, " A model that has one keeps one.");
        _files = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string modelPath = call.GetRequiredValue(_model);
        string eventsPath = call.GetRequiredValue(_events);
        string output = call.GetRequiredValue(_output)!;
        string? historyPath = call.GetValue(_history);
        PartialFitOptions options = new()
        {
            KnownItems = call.GetValue(_knownItems),
            Threads = call.GetValue(_threads),
            Duplicates = _files.Read(call).Duplicates,
        };
        RatingsFormat format = _files.Read(call, options.Threads);
        Files.CheckInputs(modelPath, eventsPath, historyPath);
        Files.CheckOutput(output, modelPath, eventsPath, historyPath);

        FactorModel before = ModelFile.Load(modelPath);
        Ratings events = RatingsFileOptions.Load(format, eventsPath, session);
        Ratings? history = historyPath is null ? null : RatingsFileOptions.Load(format, historyPath, session);
        FactorModel after = FoldInCall.Of(() => before.PartialFit(events, history, options, session.Token));
        bool index = _index.Save(call, after, output, options.Threads, session.Token, before);

        int newUsers = after.Users.Count - before.Users.Count;
        int newItems = after.Items.Count - before.Items.Count;
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("model", output);
                json.WriteNumber("users", after.Users.Count);
                json.WriteNumber("newUsers", newUsers);
                json.WriteNumber("solvedUsers", events.Users.Count);
                json.WriteNumber("items", after.Items.Count);
                json.WriteNumber("newItems", newItems);
                json.WriteNumber("solvedItems", options.KnownItems ? events.Items.Count : newItems);
                json.WriteBoolean("index", index);
                json.WriteEndObject();
            });
        else
            session.Output.WriteLine(
                Numbers.Format(
                    $"{output}: {after.Users.Count:N0} users ({newUsers:N0} new, {events.Users.Count:N0} solved), {after.Items.Count:N0} items ({newItems:N0} new){(index ? ", an index" : "")}"
                )
            );
    }
}
