using FastMf.Models;

namespace FastMf.IO;

/// <summary>The objective of implicit feedback as texts of a model file's metadata; a model of ratings has none of them.</summary>
internal static class ImplicitMetadata
{
    private const string Alpha = "fastmf.implicit.alpha";
    private const string Scale = "fastmf.implicit.alpha_scale";
    private const string Alpha0 = "fastmf.implicit.alpha0";
    private const string Pairs = "fastmf.implicit.unobserved";
    private const string Positive = "fastmf.implicit.positive"; // absent where all values are positives

    /// <summary>Adds the texts.</summary>
    public static void Format(ImplicitFeedback feedback, SortedDictionary<string, string> texts)
    {
        texts[Alpha] = ModelMetadata.Number(feedback.Alpha);
        texts[Scale] = feedback.AlphaScale == AlphaScale.Log ? "log" : "linear";
        texts[Alpha0] = ModelMetadata.Number(feedback.Alpha0);
        texts[Pairs] = feedback.Unobserved == Unobserved.Missing ? "missing" : "all";
        if (float.IsFinite(feedback.Positive))
            texts[Positive] = ModelMetadata.Number(feedback.Positive);
    }

    /// <summary>Reads them back; null where there are none.</summary>
    /// <exception cref="ModelFileException">A text is missing or wrong.</exception>
    public static ImplicitFeedback? Parse(IReadOnlyDictionary<string, string> texts, string path)
    {
        if (!texts.ContainsKey(Alpha))
            return null;
        ImplicitFeedback feedback = new()
        {
            Alpha = ModelMetadata.Number(texts, Alpha, path),
            AlphaScale = ModelMetadata.Read(texts, Scale, path, ScaleOf),
            Alpha0 = ModelMetadata.Number(texts, Alpha0, path),
            Unobserved = ModelMetadata.Read(texts, Pairs, path, PairsOf),
            Positive = texts.ContainsKey(Positive)
                ? ModelMetadata.Number(texts, Positive, path)
                : float.NegativeInfinity,
        };
        if (feedback.Objection() is var (name, value, expected))
            throw new ModelFileException(path, FormattableString.Invariant($"{name} {value}"), expected);
        return feedback;
    }

    private static AlphaScale ScaleOf(string text) =>
        text switch
        {
            "linear" => AlphaScale.Linear,
            "log" => AlphaScale.Log,
            _ => throw new FormatException($"'{text}' is neither linear nor log."),
        };

    private static Unobserved PairsOf(string text) =>
        text switch
        {
            "all" => Unobserved.All,
            "missing" => Unobserved.Missing,
            _ => throw new FormatException($"'{text}' is neither all nor missing."),
        };
}
