namespace FastMf.Losses;

/// <summary>Losses as the texts that model files hold: the name, and where a loss has numbers, those behind it.</summary>
internal static class LossText
{
    /// <summary>The text of a loss.</summary>
    public static string Format(Loss loss) => loss.Name;

    /// <summary>The loss of a text.</summary>
    /// <exception cref="FormatException">There is no such loss.</exception>
    public static Loss Parse(string text) =>
        text == Loss.Squared.Name
            ? Loss.Squared
            : throw new FormatException($"'{text}' is no loss known here; known: {Loss.Squared.Name}.");
}
