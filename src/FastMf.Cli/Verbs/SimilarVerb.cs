using System.CommandLine;
using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>The nearest items of an item, or users of a user; or a table of the nearest items of all.</summary>
internal sealed class SimilarVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Option<string?> _item = Opt.Text("--item", "ID", "The item whose like are wanted.");
    private readonly Option<string?> _user = Opt.Text("--user", "ID", "The user whose like are wanted.");
    private readonly Option<bool> _all = Opt.Flag("--all", "A table: the nearest items of every item.");
    private readonly Option<int> _threads = Opt.Threads();
    private readonly Option<string?> _output = Opt.Output(
        "The file to write with --all, packed where it ends in .gz; else standard output."
    );
    private readonly Option<int> _count = Opt.Integer("-n", "How many.", 10, 1);

    public SimilarVerb()
        : base(
            "similar",
            "The nearest items of an item, or users of a user, by cosine: lines item,score. With --all lines item,similar,score.",
            "model.safetensors --item 31 -n 5",
            "model.safetensors --all -n 20 -o similar.csv.gz"
        )
    {
        Add(_model);
        Add(_item);
        Add(_user);
        Add(_all);
        Add(_count);
        Add(_threads);
        Add(_output);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_model);
        string? item = call.GetValue(_item);
        string? user = call.GetValue(_user);
        bool all = call.GetValue(_all);
        if ((item is null ? 0 : 1) + (user is null ? 0 : 1) + (all ? 1 : 0) != 1)
            throw new CallException("Give one of --item, --user and --all.");
        string? output = call.GetValue(_output);
        if (!all && output is not null)
            throw new CallException($"--output is '{output}'; expected it with --all alone.");
        Files.CheckInputs(path);
        Files.CheckOutput(output, path);

        FactorModel model = ModelFile.Load(path);
        if (all)
        {
            SimilarTable table = SimilarTable.OfItems(
                model,
                call.GetValue(_count),
                call.GetValue(_threads),
                session.Token
            );
            if (output is not null || !session.IsJson)
                TextOutput.Write(session, output, text => WriteTable(text, model.Items, table, session.Token));
            if (session.IsJson)
                session.WriteJson(json => WriteTable(json, model.Items, table, session.Token), large: true);
            return;
        }
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

    private static void WriteTable(TextWriter text, IdMap ids, SimilarTable table, CancellationToken token)
    {
        text.WriteLine("item,similar,score");
        for (int row = 0; row < table.Items; row++)
        {
            token.ThrowIfCancellationRequested();
            string item = TextOutput.Field(ids[row]);
            foreach (Scored scored in table[row])
                text.WriteLine(Numbers.Format($"{item},{TextOutput.Field(ids[scored.Row])},{scored.Score}"));
        }
    }

    private static void WriteTable(Utf8JsonWriter json, IdMap ids, SimilarTable table, CancellationToken token)
    {
        json.WriteStartArray();
        for (int row = 0; row < table.Items; row++)
        {
            token.ThrowIfCancellationRequested();
            WriteJson(json, "item", ids[row], ids, table[row]);
            json.FlushSometimes();
        }
        json.WriteEndArray();
    }

    private static void WriteLines(TextWriter text, string kind, IdMap ids, Scored[] nearest)
    {
        text.WriteLine($"{kind},score");
        foreach (Scored scored in nearest)
            text.WriteLine(Numbers.Format($"{TextOutput.Field(ids[scored.Row])},{scored.Score}"));
    }

    private static void WriteJson(Utf8JsonWriter json, string kind, Id id, IdMap ids, ReadOnlySpan<Scored> nearest)
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
