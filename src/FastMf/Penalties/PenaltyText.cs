using System.Globalization;

namespace FastMf.Penalties;

/// <summary>
/// Penalties as the texts that model files hold: the name, the users' lambda, the items' lambda, as in
/// <c>l2 0.05 0.1</c>, and sums of them as in <c>l2 0.05 0.1 + l1 0.01 0.01</c>; numbers in the shortest form that reads
/// back exactly.
/// </summary>
internal static class PenaltyText
{
    private const string Plus = " + ";

    /// <summary>One of each kind of penalty that there is.</summary>
    public static IReadOnlyList<LambdaPenalty> Kinds { get; } =
    [new L2Penalty(0f, 0f), new L1Penalty(0f, 0f), new FrobeniusPenalty(0f, 0f)];

    /// <summary>The text of a penalty.</summary>
    public static string Format(Penalty penalty) =>
        string.Join(
            Plus,
            penalty.Parts.Select(part =>
                string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Users} {part.Items}")
            )
        );

    /// <summary>The penalty of a text.</summary>
    /// <exception cref="FormatException">It is no text of a penalty.</exception>
    public static Penalty Parse(string text)
    {
        LambdaPenalty[] parts = [.. text.Split(Plus).Select(part => ParsePart(part, text))];
        return parts.DistinctBy(part => part.Name).Count() == parts.Length
            ? PenaltySum.Of(parts)
            : throw new FormatException($"'{text}' names a penalty twice.");
    }

    /// <summary>The penalty of biases, which is always L2.</summary>
    /// <exception cref="FormatException">It is no text of an L2 penalty.</exception>
    public static L2Penalty ParseL2(string text) =>
        Parse(text) as L2Penalty ?? throw new FormatException($"'{text}' is no penalty of the form 'l2 0.05 0.1'.");

    private static LambdaPenalty ParsePart(string part, string text) =>
        part.Split(' ') is [string name, string users, string items]
        && Kinds.FirstOrDefault(kind => kind.Name == name) is { } found
        && IsLambda(users, out float u)
        && IsLambda(items, out float v)
            ? found.With(u, v)
            : throw new FormatException(
                $"'{text}' is no penalty of the form 'l2 0.05 0.1' or 'l2 0.05 0.1 + l1 0.01 0.01'."
            );

    private static bool IsLambda(string text, out float lambda) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out lambda)
        && float.IsFinite(lambda)
        && lambda >= 0f;
}
