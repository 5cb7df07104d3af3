using System.Globalization;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Penalties;

namespace FastMf.IO;

/// <summary>A <see cref="ModelInfo"/> as the texts of a model file's <c>__metadata__</c>, and back.</summary>
internal static class ModelMetadata
{
    /// <summary>The version of the model file's format.</summary>
    public const int Version = 1;

    private const string Prefix = "fastmf.";
    private const string OptionPrefix = Prefix + "option.";
    private const string LastEventKey = Prefix + "lastEvent";
    private const string PrecisionKey = Prefix + "factors";

    /// <summary>The texts of a model, by ordinal order of their names; without the checksum.</summary>
    public static SortedDictionary<string, string> Format(ModelInfo info)
    {
        ObjectiveOptions objective = info.Objective;
        SortedDictionary<string, string> texts = new(StringComparer.Ordinal)
        {
            ["fastmf.version"] = Version.ToString(CultureInfo.InvariantCulture),
            ["fastmf.mean"] = Number(info.Mean),
            ["fastmf.min_rating"] = Number(info.MinRating),
            ["fastmf.max_rating"] = Number(info.MaxRating),
            ["fastmf.loss"] = LossCatalog.Format(objective.Loss),
            ["fastmf.penalty"] = PenaltyCatalog.Format(objective.Penalty),
            ["fastmf.bias_penalty"] = PenaltyCatalog.Format(objective.BiasPenalty),
            ["fastmf.penalty_exponent"] = Number(objective.PenaltyExponent),
            ["fastmf.reduction"] = objective.Reduction == Reduction.Mean ? "mean" : "sum",
        };
        if (objective.Implicit is { } feedback)
            ImplicitMetadata.Format(feedback, texts);
        if (objective.Pairwise is { } pairs)
            PairwiseMetadata.Format(pairs, texts);
        if (info.LastEvent is { } lastEvent)
            texts.Add(LastEventKey, lastEvent.ToString(CultureInfo.InvariantCulture));
        if (info.Precision != FactorPrecision.Single)
            texts.Add(PrecisionKey, PrecisionText.Of(info.Precision));
        foreach ((string name, string value) in info.Options)
            texts.Add(OptionPrefix + name, value);
        return texts;
    }

    /// <summary>What a model file says of itself. Names that are not known here are passed over.</summary>
    /// <exception cref="ModelFileException">An entry is missing or wrong, or the file is of a newer version.</exception>
    public static ModelInfo Parse(IReadOnlyDictionary<string, string> texts, string path)
    {
        CheckVersion(texts, path);
        (float least, float most) = (
            Number(texts, "fastmf.min_rating", path),
            Number(texts, "fastmf.max_rating", path)
        );
        if (least > most)
            throw new ModelFileException(path, $"ratings from {Number(least)} to {Number(most)}", "a range");
        return new ModelInfo
        {
            Mean = Number(texts, "fastmf.mean", path),
            MinRating = least,
            MaxRating = most,
            Objective = new ObjectiveOptions
            {
                Loss = Read(texts, "fastmf.loss", path, LossCatalog.Parse),
                Penalty = Read(texts, "fastmf.penalty", path, PenaltyCatalog.Parse),
                BiasPenalty = Read(texts, "fastmf.bias_penalty", path, PenaltyCatalog.ParseL2),
                PenaltyExponent = Read(texts, "fastmf.penalty_exponent", path, ExponentOf),
                Reduction = Read(texts, "fastmf.reduction", path, ReductionOf),
                Implicit = ImplicitMetadata.Parse(texts, path),
                Pairwise = PairwiseMetadata.Parse(texts, path),
            },
            Precision = texts.ContainsKey(PrecisionKey)
                ? Read(texts, PrecisionKey, path, PrecisionText.Parse)
                : default,
            LastEvent = texts.ContainsKey(LastEventKey) ? Read(texts, LastEventKey, path, EventOf) : null,
            Options = new SortedDictionary<string, string>(
                texts
                    .Where(entry => entry.Key.StartsWith(OptionPrefix, StringComparison.Ordinal))
                    .ToDictionary(entry => entry.Key[OptionPrefix.Length..], entry => entry.Value),
                StringComparer.Ordinal
            ),
        };
    }

    /// <summary>What a file that need not be a model of ours says: the mean alone where it does.</summary>
    public static ModelInfo ParseForeign(IReadOnlyDictionary<string, string> texts, string path)
    {
        if (texts.ContainsKey("fastmf.version"))
            return Parse(texts, path);
        return texts.ContainsKey("fastmf.mean")
            ? new ModelInfo { Mean = Number(texts, "fastmf.mean", path) }
            : new ModelInfo { HasMean = false };
    }

    private static void CheckVersion(IReadOnlyDictionary<string, string> texts, string path)
    {
        if (!texts.TryGetValue("fastmf.version", out string? version))
            throw new ModelFileException(path, "no fastmf.version in its metadata", "a FastMf model file");
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            throw new ModelFileException(path, $"fastmf.version '{version}'", $"{Version}");
        if (number > Version)
            throw new ModelFileException(
                path,
                $"a model file of version {number}, made by a newer FastMf",
                $"at most {Version}; a newer FastMf reads it"
            );
    }

    private static Reduction ReductionOf(string text) =>
        text switch
        {
            "sum" => Reduction.Sum,
            "mean" => Reduction.Mean,
            _ => throw new FormatException($"'{text}' is neither sum nor mean."),
        };

    private static long EventOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"'{text}' is no number of an event.");

    private static float ExponentOf(string text) =>
        NumberOf(text) is >= 0f and <= 1f and var nu ? nu : throw new FormatException($"'{text}' is not in 0 to 1.");

    private static float NumberOf(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw new FormatException($"'{text}' is no finite number.");

    internal static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);

    internal static float Number(IReadOnlyDictionary<string, string> texts, string key, string path) =>
        Read(texts, key, path, NumberOf);

    internal static T Read<T>(IReadOnlyDictionary<string, string> texts, string key, string path, Func<string, T> parse)
    {
        if (!texts.TryGetValue(key, out string? text))
            throw new ModelFileException(path, $"no {key} in its metadata", "one");
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw new ModelFileException(path, $"{key}: {e.Message}", "what this version of FastMf writes", e);
        }
    }
}
