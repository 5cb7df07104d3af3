using System.Globalization;

namespace FastMf.Losses;

/// <summary>Losses as the texts that model files hold: the name, and where a loss has numbers, those behind it.</summary>
internal static class LossText
{
    /// <summary>One of each loss; those with numbers have their defaults.</summary>
    public static IReadOnlyList<Loss> All { get; } =
    [Loss.Squared, Loss.Absolute, Loss.Huber(), Loss.Logistic, Loss.Hinge, Loss.SquaredHinge, Loss.KullbackLeibler];

    /// <summary>The text of a loss.</summary>
    public static string Format(Loss loss) =>
        loss is HuberLoss huber
            ? string.Create(CultureInfo.InvariantCulture, $"{huber.Name} {huber.Delta}")
            : loss.Name;

    /// <summary>The loss of a text.</summary>
    /// <exception cref="FormatException">There is no such loss.</exception>
    public static Loss Parse(string text)
    {
        if (text.Split(' ') is ["huber", string number])
            return
                float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float delta)
                && delta > 0f
                && float.IsFinite(delta)
                ? Loss.Huber(delta)
                : throw new FormatException($"'{text}' is no loss of the form 'huber 1.5'.");
        return All.FirstOrDefault(loss => loss.Name == text && loss is not HuberLoss)
            ?? throw new FormatException(
                $"'{text}' is no loss known here; known: {string.Join(", ", All.Select(Format))}."
            );
    }
}
