using System.CommandLine;
using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>The best items for some users or for all.</summary>
internal sealed class RecommendVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Option<string[]> _users = Opt.Ids("--user", "One user or more.");
    private readonly Option<bool> _all = Opt.Flag("--all", "All users of the model.");
    private readonly Option<int> _count = Opt.Integer("-n", "How many items for each user.", 10, 1);
    private readonly Option<string?> _exclude = Opt.Text(
        "--exclude",
        "RATINGS",
        "Leave out what a user has rated there."
    );
    private readonly Option<string?> _output = Opt.Output(
        "The file to write, packed where it ends in .gz; else standard output."
    );
    private readonly RatingsFileOptions _files;

    public RecommendVerb()
        : base(
            "recommend",
            "The best items for users: lines user,item,score. An unknown user gets the items with the highest biases.",
            "model.safetensors --user 42 --exclude ratings.csv",
            "model.safetensors --all -n 20 --exclude ratings.csv -o recommendations.csv.gz"
        )
    {
        Add(_model);
        Add(_users);
        Add(_all);
        Add(_count);
        Add(_exclude);
        Add(_output);
        _files = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string modelPath = call.GetRequiredValue(_model);
        string? excludePath = call.GetValue(_exclude);
        string? output = call.GetValue(_output);
        string[] given = call.GetValue(_users) ?? [];
        if (given.Length > 0 == call.GetValue(_all))
            throw new CallException("Give either --user or --all.");
        RatingsFormat format = _files.Read(call);
        Files.CheckInputs(modelPath, excludePath);
        Files.CheckOutput(output, modelPath, excludePath);

        FactorModel model = ModelFile.Load(modelPath);
        Ratings? seen = excludePath is null ? null : RatingsFileOptions.Load(format, excludePath, session);
        Recommender recommender = new(model, seen, Math.Min(call.GetValue(_count), model.Items.Count));
        IEnumerable<Id> users =
            given.Length > 0
                ? given.Select(id => new Id(id))
                : Enumerable.Range(0, model.Users.Count).Select(row => model.Users[row]);
        foreach (Id unknown in users.Where(id => given.Length > 0 && !model.Users.TryGetRow(id, out _)))
            session.Say($"User {unknown} is unknown; {recommender.FallBack}.");

        if (output is not null || !session.IsJson)
            TextOutput.Write(session, output, text => WriteLines(text, recommender, users, session.Token));
        if (session.IsJson)
            session.WriteJson(json => WriteJson(json, recommender, users, session.Token));
    }

    private static void WriteLines(
        TextWriter text,
        Recommender recommender,
        IEnumerable<Id> users,
        CancellationToken token
    )
    {
        text.WriteLine("user,item,score");
        foreach (Id user in users)
        {
            token.ThrowIfCancellationRequested();
            string field = TextOutput.Field(user);
            foreach (Scored scored in recommender.For(user))
                text.WriteLine(Numbers.Format($"{field},{TextOutput.Field(recommender.Item(scored))},{scored.Score}"));
        }
    }

    private static void WriteJson(
        Utf8JsonWriter json,
        Recommender recommender,
        IEnumerable<Id> users,
        CancellationToken token
    )
    {
        json.WriteStartArray();
        foreach (Id user in users)
        {
            token.ThrowIfCancellationRequested();
            json.WriteStartObject();
            json.WriteId("user", user, recommender.Users);
            json.WriteStartArray("items");
            foreach (Scored scored in recommender.For(user))
            {
                json.WriteStartObject();
                json.WriteId("item", recommender.Item(scored), recommender.Items);
                json.WriteFinite("score", scored.Score);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
