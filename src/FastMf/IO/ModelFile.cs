using System.Globalization;
using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// FastMf's model file: one safetensors file, verified by a checksum. Equal models give equal bytes. docs/formats.md
/// describes it byte by byte.
/// </summary>
public static class ModelFile
{
    /// <summary>Writes a model: to a temporary file first, then renamed, so that a failure leaves the old file as it was.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, commonly ending in <c>.safetensors</c>; its folder must exist.</param>
    /// <param name="cancellationToken">Ends the writing; no file is left behind.</param>
    /// <exception cref="ArgumentException">The model holds numbers that are not finite.</exception>
    /// <exception cref="IOException">The file could not be written; the message says which and why.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Save(this FactorModel model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (FirstNotFinite(model) is string what)
            throw new ArgumentException($"A model with {what} cannot be saved.", nameof(model));
        AtomicFile.Write(path, stream => ModelWriter.Write(model, stream, cancellationToken));
    }

    /// <summary>Reads a model and verifies all of it, checksum included.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file is cut off, altered, of a newer version or no model file.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static FactorModel Load(string path) => ModelReader.Read(path, foreign: false);

    /// <summary>The same, with what the very file that was read says of itself, also if it is replaced meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What it says of itself.</param>
    /// <exception cref="ModelFileException">The file is cut off, altered, of a newer version or no model file.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static FactorModel Load(string path, out ModelHeader header) =>
        ModelReader.Read(path, foreign: false, out header);

    /// <summary>Reads what a model file, or any safetensors file, says of itself; and compares the checksum where it has one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It is no safetensors file, or it is cut off.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static ModelHeader ReadHeader(string path)
    {
        using FileStream stream = ModelReader.Open(path);
        SafeTensorsHeader header = SafeTensorsHeader.Read(stream, path);
        using TensorReader reader = new(stream, header, path);
        if (header.ChecksumAt >= 0)
            reader.Skip(header.FileBytes - header.Bytes.Length);
        return new(path, header.FileBytes, header.Metadata, header.Tensors, reader.ChecksumMatches());
    }

    /// <summary>What the file of a model says of its objective and options: names and texts, by ordinal order of the names.</summary>
    /// <param name="model">The model, saved or not.</param>
    public static IReadOnlyDictionary<string, string> Metadata(FactorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelMetadata.Format(model.Info);
    }

    /// <summary>What in a model is not finite, or null.</summary>
    internal static string? FirstNotFinite(FactorModel model)
    {
        ModelInfo info = model.Info;
        return FirstNotFinite([info.Mean, info.MinRating, info.MaxRating], "the mean and the rating range")
            ?? FirstNotFinite(model.UserBias, "the users' biases")
            ?? FirstNotFinite(model.ItemBias, "the items' biases")
            ?? FirstNotFinite(model.UserFactors, "the users' factors")
            ?? FirstNotFinite(model.ItemFactors, "the items' factors");
    }

    private static string? FirstNotFinite(FactorMatrix factors, string where)
    {
        for (int row = 0; row < factors.Rows; row++)
        {
            if (FirstNotFinite(factors[row], where) is string what)
                return what;
        }
        return null;
    }

    private static string? FirstNotFinite(ReadOnlySpan<float> values, string where)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return string.Create(CultureInfo.InvariantCulture, $"{value} among {where}");
        }
        return null;
    }
}
