using System.CommandLine;
using System.Globalization;

namespace FastMf.Cli.Options;

/// <summary>Reads a value from its text.</summary>
internal delegate bool TryParse<T>(string text, out T value);

/// <summary>Makes options that check their value at the door and name themselves when they refuse it.</summary>
internal static class Opt
{
    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string help) =>
        new(name) { Description = help, Arity = ArgumentArity.Zero };

    /// <summary>An option with a value that has a default.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="hint">What stands for the value on the help page.</param>
    /// <param name="help">What it does.</param>
    /// <param name="standard">The default.</param>
    /// <param name="parse">Reads the value and checks it.</param>
    /// <param name="expected">What the value should be, for the message.</param>
    public static Option<T> Value<T>(
        string name,
        string hint,
        string help,
        T standard,
        TryParse<T> parse,
        string expected
    )
    {
        Option<T> option = Value(name, hint, help, parse, expected);
        option.DefaultValueFactory = _ => standard;
        return option;
    }

    /// <summary>An option with a value that has no default.</summary>
    public static Option<T> Value<T>(string name, string hint, string help, TryParse<T> parse, string expected) =>
        new(name)
        {
            Description = help,
            HelpName = hint,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (parse(text, out T value))
                    return value;
                result.AddError($"{name} is '{text}'; expected {expected}.");
                return default;
            },
        };

    /// <summary>A whole number.</summary>
    public static Option<int> Integer(string name, string help, int standard, int min, int max = int.MaxValue) =>
        Value(name, "N", help, standard, IntegerIn(min, max), Expected(min, max));

    /// <summary>A length of time that need not be given.</summary>
    public static Option<TimeSpan?> Time(string name, string help) =>
        Value<TimeSpan?>(name, "TIME", help, TryParseTime, "a time such as 90s, 5m or 2h");

    /// <summary>A whole number that need not be given.</summary>
    public static Option<int?> OptionalInteger(string name, string help, int min, int max = int.MaxValue)
    {
        TryParse<int> parse = IntegerIn(min, max);
        return Value<int?>(
            name,
            "N",
            help,
            (text, out value) => (value = parse(text, out int n) ? n : null).HasValue,
            Expected(min, max)
        );
    }

    /// <summary>A finite number of at least (or, where 0 is not allowed, above) 0.</summary>
    public static Option<float> Number(
        string name,
        string help,
        float standard,
        bool zero,
        float max = float.MaxValue
    ) =>
        Value(
            name,
            "X",
            help,
            standard,
            (text, out value) => Numbers.TryParse(text, out value) && value <= max && (zero ? value >= 0f : value > 0f),
            (zero ? "a number of at least 0" : "a number above 0")
                + (max < float.MaxValue ? Numbers.Format($" and at most {max}") : "")
        );

    /// <summary>A file or id that is given by its place.</summary>
    public static Argument<string> File(string name, string help) => new(name) { Description = help };

    /// <summary>A text that need not be given: a path or an id.</summary>
    public static Option<string?> Text(string name, string hint, string help) =>
        Value<string?>(name, hint, help, (text, out value) => (value = text).Length > 0, "something");

    /// <summary>Ids, one or more after one name.</summary>
    public static Option<string[]> Ids(string name, string help) =>
        new(name)
        {
            Description = help,
            HelpName = "ID",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };

    /// <summary>The file to write.</summary>
    public static Option<string?> Output(string help, bool required = false) =>
        new("--output", "-o")
        {
            Description = help,
            HelpName = "FILE",
            Required = required,
        };

    /// <summary>The report page to write.</summary>
    public static Option<string?> Report(string contents) =>
        Text("--report", "FILE.html", $"Write a page that shows {contents}: one file, for any browser, no network.");

    /// <summary>Whether predictions are kept within the range of the training ratings.</summary>
    public static Option<bool> Clip() =>
        Flag("--clip", "Keep predictions within the range of the training ratings, for rmse, mae and predict.");

    /// <summary>How many threads work.</summary>
    public static Option<int> Threads() => Integer("--threads", "Threads to use; 0 for all cores.", 0, 0, 1024);

    /// <summary>The seed of all that is random.</summary>
    public static Option<ulong> Seed(ulong standard) =>
        Value(
            "--seed",
            "N",
            "Seed: the same seed, data and options give the same bytes.",
            standard,
            (text, out value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value),
            "a whole number from 0 to 2^64-1"
        );

    private static TryParse<int> IntegerIn(int min, int max) =>
        (text, out value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= min
            && value <= max;

    private static string Expected(int min, int max) =>
        max == int.MaxValue ? $"a whole number of at least {min}" : $"a whole number from {min} to {max}";

    private static bool TryParseTime(string text, out TimeSpan? time)
    {
        time = null;
        double unit =
            text.Length == 0
                ? 0
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3600,
                    _ => 0,
                };
        if (unit == 0 || !Numbers.TryParse(text[..^1], out double count) || !(count > 0 && count * unit <= 1e9))
            return false;
        time = TimeSpan.FromSeconds(count * unit);
        return true;
    }
}
