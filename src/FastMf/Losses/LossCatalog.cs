using FastMf.Catalogs;

namespace FastMf.Losses;

/// <summary>
/// All losses, by name. A new one is a line here: the command line and its help, model files, the laws in the tests and
/// the table in docs/conventions.md follow.
/// </summary>
public static class LossCatalog
{
    /// <summary>One of each loss; those with numbers have their defaults.</summary>
    public static IReadOnlyList<Loss> All { get; } =
    [Loss.Squared, Loss.Absolute, Loss.Huber(), Loss.Logistic, Loss.Hinge, Loss.SquaredHinge, Loss.KullbackLeibler];

    /// <summary>The text of a loss, as in model files: its name and its numbers, as in <c>huber 1.5</c>.</summary>
    /// <param name="loss">Any loss.</param>
    public static string Format(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return EntryText.Format(loss);
    }

    /// <summary>The loss of a text.</summary>
    /// <param name="text">What <see cref="Format"/> writes.</param>
    /// <exception cref="FormatException">There is no such loss.</exception>
    public static Loss Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EntryText.Parse(text, All, "loss");
    }
}
