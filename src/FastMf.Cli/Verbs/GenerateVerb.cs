using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Cli.Verbs;

/// <summary>Synthetic ratings whose answer is known.</summary>
internal sealed class GenerateVerb : Verb
{
    private static readonly SyntheticOptions _standard = new();
    private readonly Argument<string> _output = Opt.File(
        "OUT",
        "The ratings file to write, packed where it ends in .gz."
    );
    private readonly Option<int> _users = Opt.Integer("--users", "Users.", _standard.Users, 1);
    private readonly Option<int> _items = Opt.Integer("--items", "Items.", _standard.Items, 1);
    private readonly Option<int> _ratings = Opt.Integer(
        "--ratings",
        "Ratings, at most a quarter of all pairs.",
        _standard.Ratings,
        1
    );
    private readonly Option<int> _rank = Opt.Integer("--rank", "Planted factors.", _standard.Rank, 1, 65_536);
    private readonly Option<float> _noise = Opt.Number(
        "--noise",
        "Standard deviation of what no model can know, in stars.",
        _standard.Noise,
        zero: true
    );
    private readonly Option<ulong> _seed = Opt.Seed(_standard.Seed);
    private readonly Option<int> _threads = Opt.Threads();

    public GenerateVerb()
        : base(
            "generate",
            "Write synthetic ratings: planted factors and biases, few popular items, half stars, noise.",
            "ratings.csv",
            "ratings.csv.gz --users 10000 --items 5000 --ratings 1000000 --rank 12 --seed 7"
        )
    {
        Add(_output);
        foreach (Option option in (Option[])[_users, _items, _ratings, _rank, _noise, _seed, _threads])
            Add(option);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string output = call.GetRequiredValue(_output);
        Files.CheckOutput(output);
        SyntheticOptions options = new()
        {
            Users = call.GetValue(_users),
            Items = call.GetValue(_items),
            Ratings = call.GetValue(_ratings),
            Rank = call.GetValue(_rank),
            Noise = call.GetValue(_noise),
            Seed = call.GetValue(_seed),
            Threads = call.GetValue(_threads),
        };
        SyntheticData data = SyntheticRatings.Generate(options, session.Token);
        (_, Ratings heldOut) = data.Ratings.Split(Planted.Holdout, options.Seed);
        double rmse = Planted.Rmse(data, heldOut);
        TextOutput.WriteFile(session, output, file => RatingsWriter.Write(file, data.Ratings));
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", output);
                json.WriteNumber("users", options.Users);
                json.WriteNumber("items", options.Items);
                json.WriteNumber("ratings", data.Ratings.Count);
                json.WriteNumber("rank", options.Rank);
                json.WriteFinite("noise", options.Noise);
                json.WriteNumber("seed", options.Seed);
                json.WriteFinite("heldOutRmse", rmse);
                json.WriteEndObject();
            });
        else
            session.Output.WriteLine(
                Numbers.Format(
                    $"{output}: {data.Ratings.Count:N0} ratings of {options.Users:N0} users and {options.Items:N0} items; held-out rmse of the planted predictor {rmse:F5}"
                )
            );
    }
}
