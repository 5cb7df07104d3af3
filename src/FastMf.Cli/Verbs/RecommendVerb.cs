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
    private readonly Option<string?> _allow = Opt.Text(
        "--allow",
        "FILE",
        "Recommend these items alone: a file with one id a line."
    );
    private readonly Option<string?> _deny = Opt.Text(
        "--deny",
        "FILE",
        "Recommend none of these items: a file with one id a line."
    );
    private readonly Option<int> _threads = Opt.Threads();
    private readonly Option<string?> _output = Opt.Output(
        "The file to write, packed where it ends in .gz; else standard output."
    );
    private readonly RatingsFileOptions _files;

    public RecommendVerb()
        : base(
            "recommend",
            "The best items for users: lines user,item,score. An unknown user gets the items with the highest biases.",
            "model.safetensors --user 42 --exclude ratings.csv",
            "model.safetensors --all -n 20 --exclude ratings.csv -o recommendations.csv.gz",
            "model.safetensors --all --exclude ratings.csv --deny sold-out.txt"
        )
    {
        Add(_model);
        Add(_users);
        Add(_all);
        Add(_count);
        Add(_exclude);
        Add(_allow);
        Add(_deny);
        Add(_threads);
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
        (string? allow, string? deny) = (call.GetValue(_allow), call.GetValue(_deny));
        int threads = call.GetValue(_threads);
        RatingsFormat format = _files.Read(call, threads);
        Files.CheckInputs(modelPath, excludePath, allow, deny);
        Files.CheckOutput(output, modelPath, excludePath, allow, deny);

        FactorModel model = ModelFile.Load(modelPath);
        Ratings? seen = excludePath is null ? null : RatingsFileOptions.Load(format, excludePath, session);
        RecommendOptions options = new()
        {
            Count = call.GetValue(_count),
            Allow = ItemList.Read(allow, model.Items, session),
            Deny = ItemList.Read(deny, model.Items, session),
            Threads = threads,
        };
        Recommender recommender = new(model, seen, options);
        Id[] users = [.. given.Select(id => new Id(id))];
        foreach (Id unknown in users.Where(id => !model.Users.TryGetRow(id, out _)))
            session.Say($"User {unknown} is unknown; {recommender.FallBack}.");

        if (output is not null || !session.IsJson)
            TextOutput.Write(session, output, text => WriteLines(text, recommender, users, session.Token));
        if (session.IsJson)
            session.WriteJson(json => WriteJson(json, recommender, users, session.Token), large: true);
    }

    private static void WriteLines(TextWriter text, Recommender recommender, Id[] users, CancellationToken token)
    {
        text.WriteLine("user,item,score");
        recommender.Find(
            users,
            (user, best) =>
            {
                string field = TextOutput.Field(user);
                foreach (Scored scored in best)
                    text.WriteLine(
                        Numbers.Format($"{field},{TextOutput.Field(recommender.Item(scored))},{scored.Score}")
                    );
            },
            token
        );
    }

    private static void WriteJson(Utf8JsonWriter json, Recommender recommender, Id[] users, CancellationToken token)
    {
        json.WriteStartArray();
        recommender.Find(
            users,
            (user, best) =>
            {
                json.WriteStartObject();
                json.WriteId("user", user, recommender.Users);
                json.WriteStartArray("items");
                foreach (Scored scored in best)
                {
                    json.WriteStartObject();
                    json.WriteId("item", recommender.Item(scored), recommender.Items);
                    json.WriteFinite("score", scored.Score);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
                json.FlushSometimes();
            },
            token
        );
        json.WriteEndArray();
    }
}
