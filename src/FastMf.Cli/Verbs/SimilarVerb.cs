using System.CommandLine;
using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>The nearest items of an item, or users of a user.</summary>
internal sealed class SimilarVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Option<string?> _item = Opt.Text("--item", "ID", "The item whose like are wanted.");
    private readonly Option<string?> _user = Opt.Text("--user", "ID", "The user whose like are wanted.");
    private readonly Option<int> _count = Opt.Integer("-n", "How many.", 10, 1);

    public SimilarVerb()
        : base(
            "similar",
            "The nearest items of an item, or users of a user, by cosine.",
            "model.safetensors --item 42 -n 5"
        )
    {
        Add(_model);
        Add(_item);
        Add(_user);
        Add(_count);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_model);
        string? item = call.GetValue(_item);
        string? user = call.GetValue(_user);
        if (item is null == user is null)
            throw new CallException("Give either --item or --user.");
        Files.CheckInputs(path);

        FactorModel model = ModelFile.Load(path);
        string kind = item is null ? "user" : "item";
        IdMap ids = item is null ? model.Users : model.Items;
        Id id = new(item ?? user!);
        if (!ids.TryGetRow(id, out int row))
            throw new InvalidDataException($"{path}: the model has no {kind} {id}.");
        Scored[] nearest = new Scored[Math.Min(call.GetValue(_count), ids.Count)];
        int found = item is null ? model.SimilarUsers(row, nearest) : model.SimilarItems(row, nearest);
        Array.Resize(ref nearest, found);
        if (session.IsJson)
            session.WriteJson(json => WriteJson(json, kind, id, ids, nearest));
        else
            WriteLines(session.Output, kind, ids, nearest);
    }

    private static void WriteLines(TextWriter text, string kind, IdMap ids, Scored[] nearest)
    {
        text.WriteLine($"{kind},score");
        foreach (Scored scored in nearest)
            text.WriteLine(Numbers.Format($"{TextOutput.Field(ids[scored.Row])},{scored.Score}"));
    }

    private static void WriteJson(Utf8JsonWriter json, string kind, Id id, IdMap ids, Scored[] nearest)
    {
        json.WriteStartObject();
        json.WriteId(kind, id, ids);
        json.WriteStartArray(kind + "s");
        foreach (Scored scored in nearest)
        {
            json.WriteStartObject();
            json.WriteId(kind, ids[scored.Row], ids);
            json.WriteFinite("score", scored.Score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
