using System.CommandLine;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Cli.Options;

/// <summary>How ratings files are laid out. What is not said is found by looking at the file.</summary>
internal sealed class RatingsFileOptions
{
    private readonly Choice<string?> _format = new(
        "--format",
        "Layout of ratings files: commas, tabs, '::' or blanks between columns.",
        null,
        ("auto", null),
        ("csv", ","),
        ("tsv", "\t"),
        ("dat", "::"),
        ("text", " ")
    );

    private readonly Option<string?> _separator = Opt.Value<string?>(
        "--separator",
        "S",
        "What stands between columns: , or ; or :: or | or tab or blanks.",
        TryParseSeparator,
        "one of , ; :: | tab blanks"
    );

    private readonly Choice<bool?> _header = new(
        "--header",
        "Whether the first line names the columns.",
        null,
        ("auto", null),
        ("on", true),
        ("off", false)
    );

    private readonly Option<string?> _columns = Opt.Value<string?>(
        "--columns",
        "NAMES",
        "What the columns hold, in their order: user,item,rating,time,weight and - for what is to be left out.",
        TryParseColumns,
        "names out of user,item,rating,time,weight and -, with user and item among them and none twice"
    );

    private readonly Choice<Duplicates> _duplicates = new(
        "--duplicates",
        "What to do when a pair is rated twice.",
        new RatingsFormat().Duplicates,
        ("last", Duplicates.Last),
        ("first", Duplicates.First),
        ("mean", Duplicates.Mean),
        ("sum", Duplicates.Sum),
        ("error", Duplicates.Error)
    );

    private readonly Option<int> _skipBad = Opt.Integer(
        "--skip-bad",
        "Let up to N bad lines go, and count them.",
        0,
        0
    );

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="pairs">Whether it reads pairs alone, each of which counts however often it is there.</param>
    public RatingsFileOptions(Command command, bool pairs = false)
    {
        Option[] ofRatings = pairs ? [] : [_duplicates];
        foreach (Option option in (Option[])[_format, _separator, _header, _columns, .. ofRatings, _skipBad])
            command.Add(option);
    }

    /// <summary>The layout that the call describes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="threads">How many threads read; 0 for all cores.</param>
    /// <exception cref="CallException">Two options contradict each other.</exception>
    public RatingsFormat Read(ParseResult call, int threads = 0)
    {
        string? ofFormat = _format.Of(call);
        string? separator = call.GetValue(_separator);
        if (ofFormat is not null && separator is not null && ofFormat != separator)
            throw new CallException($"--format {call.GetValue(_format)} and --separator contradict each other.");
        return new()
        {
            Separator = separator ?? ofFormat,
            Header = _header.Of(call),
            Columns = call.GetValue(_columns),
            Duplicates = _duplicates.Of(call),
            SkipBad = call.GetValue(_skipBad),
            Threads = threads,
        };
    }

    /// <summary>Loads ratings, showing how far it is and saying what came of it.</summary>
    public static Ratings Load(RatingsFormat format, string path, Session session)
    {
        LoadedRatings loaded = RatingsReader.Load(path, format, new LoadProgress(session, path), session.Token);
        Ratings ratings = loaded.Ratings;
        string notes = Notes(loaded);
        session.Say(
            Numbers.Format(
                $"{path}: {ratings.Count:N0} ratings of {ratings.Users.Count:N0} users and {ratings.Items.Count:N0} items{notes}"
            )
        );
        return ratings;
    }

    /// <summary>Refuses ratings that an option cannot put in the order of time.</summary>
    /// <param name="given">The option and its word.</param>
    /// <param name="path">Their file.</param>
    /// <param name="ratings">The ratings.</param>
    /// <exception cref="CallException">They have no times.</exception>
    public static void RequireTimes(string given, string path, Ratings ratings)
    {
        if (ratings.Times.IsEmpty)
            throw new CallException($"{given} is not for {path}: its ratings have no times.");
    }

    private static string Notes(LoadedRatings loaded) =>
        (loaded.Duplicates > 0 ? Numbers.Format($"; {loaded.Duplicates:N0} duplicates") : "")
        + (loaded.Skipped > 0 ? Numbers.Format($"; {loaded.Skipped:N0} bad lines left out") : "");

    private static bool TryParseSeparator(string text, out string? separator)
    {
        separator = text switch
        {
            "," or ";" or "::" or "|" => text,
            "tab" or "\t" or "\\t" => "\t",
            "blanks" or " " => " ",
            _ => null,
        };
        return separator is not null;
    }

    private static bool TryParseColumns(string text, out string? columns)
    {
        columns = text;
        string[] names = text.Split(',');
        string[] used = [.. names.Where(name => name != "-")];
        return used.All(name => name is "user" or "item" or "rating" or "time" or "weight")
            && used.Distinct().Count() == used.Length
            && used.Contains("user")
            && used.Contains("item");
    }
}
