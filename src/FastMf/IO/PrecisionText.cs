using FastMf.Models;

namespace FastMf.IO;

/// <summary>How exact factors are, as a model file says it: in its metadata, and by the type of their tensors.</summary>
internal static class PrecisionText
{
    /// <summary>The word in the metadata and on the command line.</summary>
    public static string Of(FactorPrecision precision) =>
        precision switch
        {
            FactorPrecision.BFloat16 => "bf16",
            FactorPrecision.Int8 => "int8",
            _ => "f32",
        };

    /// <summary>What a word means.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static FactorPrecision Parse(string text) =>
        Enum.GetValues<FactorPrecision>()
            .Where(precision => Of(precision) == text)
            .Select(precision => (FactorPrecision?)precision)
            .FirstOrDefault()
        ?? throw new FormatException($"'{text}' is none of f32, bf16 and int8.");

    /// <summary>The type of the tensors.</summary>
    public static string Dtype(FactorPrecision precision) =>
        precision switch
        {
            FactorPrecision.BFloat16 => "BF16",
            FactorPrecision.Int8 => "I8",
            _ => "F32",
        };
}
