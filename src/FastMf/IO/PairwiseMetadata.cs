using FastMf.Models;

namespace FastMf.IO;

/// <summary>The objective of pairwise ranking as texts of a model file's metadata; other models have none of them.</summary>
internal static class PairwiseMetadata
{
    private const string Draws = "fastmf.pairwise.negatives";
    private const string Positive = "fastmf.pairwise.positive"; // absent where all values are positives

    /// <summary>Adds the texts.</summary>
    public static void Format(PairwiseFeedback feedback, SortedDictionary<string, string> texts)
    {
        texts[Draws] = Name(feedback.Negatives);
        if (float.IsFinite(feedback.Positive))
            texts[Positive] = ModelMetadata.Number(feedback.Positive);
    }

    /// <summary>Reads them back; null where there are none.</summary>
    /// <exception cref="ModelFileException">A text is missing or wrong.</exception>
    public static PairwiseFeedback? Parse(IReadOnlyDictionary<string, string> texts, string path) =>
        !texts.ContainsKey(Draws)
            ? null
            : new()
            {
                Negatives = ModelMetadata.Read(texts, Draws, path, Parse),
                Positive = texts.ContainsKey(Positive)
                    ? ModelMetadata.Number(texts, Positive, path)
                    : float.NegativeInfinity,
            };

    private static string Name(Negatives negatives) =>
        negatives switch
        {
            Negatives.Uniform => "uniform",
            Negatives.Popularity => "popularity",
            _ => "warp",
        };

    private static Negatives Parse(string text) =>
        text switch
        {
            "uniform" => Negatives.Uniform,
            "popularity" => Negatives.Popularity,
            "warp" => Negatives.Warp,
            _ => throw new FormatException($"'{text}' is neither uniform nor popularity nor warp."),
        };
}
