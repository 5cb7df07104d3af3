using System.Globalization;

namespace FastMf.Penalties;

/// <summary>
/// Penalties as the texts that model files hold: the name, the users' lambda, the items' lambda, as in
/// <c>l2 0.05 0.1</c>; numbers in the shortest form that reads back exactly.
/// </summary>
internal static class PenaltyText
{
    /// <summary>The text of a penalty.</summary>
    /// <exception cref="ArgumentException">The penalty has no text form.</exception>
    public static string Format(Penalty penalty) =>
        penalty is L2Penalty l2
            ? string.Create(CultureInfo.InvariantCulture, $"{l2.Name} {l2.Users} {l2.Items}")
            : throw new ArgumentException($"The penalty '{penalty.Name}' has no text form.", nameof(penalty));

    /// <summary>The penalty of a text.</summary>
    /// <exception cref="FormatException">It is no text of a penalty.</exception>
    public static L2Penalty Parse(string text) =>
        text.Split(' ') is ["l2", string users, string items]
        && IsLambda(users, out float u)
        && IsLambda(items, out float v)
            ? new L2Penalty(u, v)
            : throw new FormatException($"'{text}' is no penalty of the form 'l2 0.05 0.1'.");

    private static bool IsLambda(string text, out float lambda) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out lambda)
        && float.IsFinite(lambda)
        && lambda >= 0f;
}
