using System.CommandLine;

namespace FastMf.Cli.Options;

/// <summary>Values one after the other, as in <c>0.02,0.05,0.1</c>.</summary>
internal sealed record ValueList<T>(IReadOnlyList<T> Values)
{
    /// <summary>An option with such a list.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="help">What the values are.</param>
    /// <param name="standard">The values that stand when the option is not given.</param>
    /// <param name="parse">Reads and checks one value.</param>
    /// <param name="expected">What a value should be, for the message.</param>
    public static Option<ValueList<T>> Option(
        string name,
        string help,
        IReadOnlyList<T> standard,
        TryParse<T> parse,
        string expected
    )
    {
        return Opt.Value(
            name,
            "X,X,…",
            help,
            new ValueList<T>(standard),
            TryParseAll,
            $"{expected}, or more of them with commas between"
        );

        bool TryParseAll(string text, out ValueList<T> list)
        {
            List<T> values = [];
            list = new(values);
            foreach (string part in text.Split(','))
            {
                if (!parse(part, out T value))
                    return false;
                values.Add(value);
            }
            return true;
        }
    }

    public override string ToString() => string.Join(',', Values.Select(value => Numbers.Format($"{value}")));
}
