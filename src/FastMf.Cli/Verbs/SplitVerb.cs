using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Cli.Verbs;

/// <summary>Ratings cut into files to train on and to judge by.</summary>
internal sealed class SplitVerb : Verb
{
    private enum By
    {
        Random,
        Last,
        Time,
        Users,
    }

    private readonly Argument<string> _ratings = Opt.File("RATINGS", "The ratings to cut.");
    private readonly Option<string?> _output = Opt.Output(
        "The folder, which must exist, for train.csv, test.csv and (users) history.csv.",
        required: true
    );
    private readonly Choice<By> _by = new(
        "--by",
        "random: a share of the ratings; last: each user's last one; time: the newest share; users: a share of the users, their ratings cut into history and test.",
        By.Random,
        ("random", By.Random),
        ("last", By.Last),
        ("time", By.Time),
        ("users", By.Users)
    );
    private readonly Option<double?> _holdout = Share("--holdout", "The share put aside (0.1).");
    private readonly Option<double?> _history = Share(
        "--history",
        "users: the share of their ratings that is history (0.8)."
    );
    private readonly Option<ulong> _seed = Opt.Seed(42);
    private readonly Option<int> _threads = Opt.Threads();
    private readonly RatingsFileOptions _files;

    public SplitVerb()
        : base(
            "split",
            "Cut ratings into files to train on and to evaluate with.",
            "ratings.csv -o . --by last",
            "ratings.csv -o folder --by users --holdout 0.2"
        )
    {
        Add(_ratings);
        foreach (Option option in (Option[])[_output, _by, _holdout, _history, _seed, _threads])
            Add(option);
        _files = new(this);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_ratings);
        string folder = call.GetRequiredValue(_output)!;
        By by = _by.Of(call);
        Refuse(call, by == By.Last, _holdout, "--by last, which puts one rating of each user aside");
        Refuse(call, by != By.Users, _history, $"--by {_by.Word(by)}");
        Refuse(call, by is By.Last or By.Time, _seed, $"--by {_by.Word(by)}, where nothing is drawn");
        RatingsFormat format = _files.Read(call, call.GetValue(_threads));
        if (!Directory.Exists(folder))
            throw new CallException($"{folder}: there is no such folder.");
        Files.CheckInputs(path);
        string[] names = by == By.Users ? ["train.csv", "history.csv", "test.csv"] : ["train.csv", "test.csv"];
        foreach (string name in names)
            Files.CheckOutput(Path.Combine(folder, name), path);

        Ratings ratings = RatingsFileOptions.Load(format, path, session);
        if (by == By.Time)
            RatingsFileOptions.RequireTimes("--by time", path, ratings);
        double holdout = call.GetValue(_holdout) ?? 0.1;
        Ratings[] parts;
        try
        {
            parts = by switch
            {
                By.Last => Pair(ratings.SplitLeaveLastOut()),
                By.Time => Pair(ratings.SplitByTime(holdout)),
                By.Users => Three(ratings.SplitUsers(holdout, call.GetValue(_history) ?? 0.8, call.GetValue(_seed))),
                _ => Pair(ratings.Split(holdout, call.GetValue(_seed))),
            };
        }
        catch (InvalidOperationException error) // the data's fault
        {
            throw new InvalidDataException($"{path}: {error.Message}");
        }
        Write(names.Select(name => Path.Combine(folder, name)).ToArray(), parts, session);
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                for (int k = 0; k < names.Length; k++)
                    json.WriteNumber(Path.GetFileNameWithoutExtension(names[k]), parts[k].Count);
                json.WriteEndObject();
            });
        else
            for (int k = 0; k < names.Length; k++)
                session.Output.WriteLine(
                    Numbers.Format(
                        $"{Path.Combine(folder, names[k])}: {parts[k].Count:N0} ratings of {parts[k].Compact().Users.Count:N0} users"
                    )
                );
    }

    private static Ratings[] Pair((Ratings Train, Ratings Test) parts) => [parts.Train, parts.Test];

    private static Ratings[] Three((Ratings Train, Ratings History, Ratings Test) parts) =>
        [parts.Train, parts.History, parts.Test];

    /// <summary>Writes all files, or none: each gets its name when those after it have theirs.</summary>
    private static void Write(ReadOnlyMemory<string> paths, ReadOnlyMemory<Ratings> parts, Session session)
    {
        if (paths.IsEmpty)
            return;
        TextOutput.WriteFile(
            session,
            paths.Span[0],
            file =>
            {
                RatingsWriter.Write(file, parts.Span[0]);
                Write(paths[1..], parts[1..], session);
            }
        );
    }

    private static void Refuse(ParseResult call, bool unsuited, Option option, string why)
    {
        if (unsuited && call.Gives(option))
            throw new CallException($"{option.Name} is not for {why}.");
    }

    private static Option<double?> Share(string name, string help) =>
        Opt.Value<double?>(
            name,
            "X",
            help,
            (text, out value) => (value = Numbers.TryParse(text, out double x) && x is > 0 and < 1 ? x : null).HasValue,
            "a number above 0 and below 1"
        );
}
