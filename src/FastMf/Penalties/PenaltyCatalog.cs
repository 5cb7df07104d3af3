using FastMf.Catalogs;

namespace FastMf.Penalties;

/// <summary>
/// All kinds of penalties, by name. A new one is a line here: the options of the command line, model files, the
/// laws in the tests and the tables in docs/conventions.md follow.
/// </summary>
public static class PenaltyCatalog
{
    private const string Plus = " + ";

    /// <summary>One of each kind, with lambdas of 0.</summary>
    public static IReadOnlyList<LambdaPenalty> All { get; } =
    [new L2Penalty(0f, 0f), new L1Penalty(0f, 0f), new FrobeniusPenalty(0f, 0f)];

    /// <summary>
    /// The text of a penalty, as in model files: the name, the users' lambda, the items' lambda, as in <c>l2 0.05 0.1</c>,
    /// and sums of them as in <c>l2 0.05 0.1 + l1 0.01 0.01</c>.
    /// </summary>
    /// <param name="penalty">Any penalty.</param>
    public static string Format(Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        return string.Join(Plus, penalty.Parts.Select(part => EntryText.Format<LambdaPenalty>(part)));
    }

    /// <summary>The penalty of a text.</summary>
    /// <param name="text">What <see cref="Format"/> writes.</param>
    /// <exception cref="FormatException">It is no text of a penalty.</exception>
    public static Penalty Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, All);
    }

    /// <summary>The penalty of a text, of these kinds.</summary>
    internal static Penalty Parse(string text, IReadOnlyList<LambdaPenalty> kinds)
    {
        LambdaPenalty[] parts = [.. text.Split(Plus).Select(part => EntryText.Parse(part, kinds, "penalty"))];
        return parts.DistinctBy(part => part.Name).Count() == parts.Length
            ? PenaltySum.Of(parts)
            : throw new FormatException($"'{text}' names a penalty twice.");
    }

    /// <summary>The penalty of biases, which is always L2.</summary>
    /// <exception cref="FormatException">It is no text of an L2 penalty.</exception>
    internal static L2Penalty ParseL2(string text) =>
        Parse(text) as L2Penalty ?? throw new FormatException($"'{text}' is no penalty of the form 'l2 0.05 0.1'.");
}
