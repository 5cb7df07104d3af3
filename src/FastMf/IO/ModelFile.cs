using System.Globalization;
using FastMf.Data;
using FastMf.Models;
using FastMf.Retrieval;

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
    /// <exception cref="ArgumentException">The model holds numbers that are not finite, or more exact than it says.</exception>
    /// <exception cref="IOException">The file could not be written; the message says which and why.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Save(this FactorModel model, string path, CancellationToken cancellationToken = default)
    {
        CheckSavable(model, nameof(model));
        AtomicFile.Write(path, stream => ModelWriter.Write(model, stream, cancellationToken));
        GC.KeepAlive(model); // it may be mapped
    }

    /// <summary>
    /// Writes a model and beside it, as further tensors of the same file, the index: whoever opens the file has it at once
    /// (<see cref="StoredRetriever"/>), and whoever does not know it reads the model as ever.
    /// </summary>
    /// <param name="retriever">The model and its index.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="cancellationToken">Ends the writing; no file is left behind.</param>
    /// <exception cref="ArgumentException">The model holds numbers that are not finite, or more exact than it says.</exception>
    /// <exception cref="IOException">The file could not be written; the message says which and why.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Save(this Retriever retriever, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retriever);
        CheckSavable(retriever.Model, nameof(retriever));
        AtomicFile.Write(path, stream => ModelWriter.Write(retriever, stream, cancellationToken));
        GC.KeepAlive(retriever); // it may be mapped
    }

    /// <summary>
    /// The index in the file that a model was read from or opened on; null where that has none. Builds and reads nothing: over a
    /// mapped file it takes as long for any size.
    /// </summary>
    /// <remarks>An index is verified with its file. In one that was altered since, and not verified, items may be missing from lists.</remarks>
    /// <param name="model">The model.</param>
    public static Retriever? StoredRetriever(this FactorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Retriever? retriever = (model.Source as ModelSource)?.Index is { } index ? new(model, new(index.Parts)) : null;
        GC.KeepAlive(model);
        return retriever;
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

    /// <summary>
    /// Opens a model without reading it: the file is mapped into memory, and its pages are brought in when they are used.
    /// That takes as long for 4 GB as for 4 MB, takes hardly any memory of its own, and processes share the pages.
    /// </summary>
    /// <remarks>
    /// <para>Only the header is verified, unless <paramref name="verify"/> says more; numbers of a file that was altered since
    /// give wrong answers, or an <see cref="InvalidDataException"/> for an id, never worse. <see cref="Verify(FactorModel, CancellationToken)"/>
    /// verifies the rest later, for instance on another thread while the model serves.</para>
    /// <para>The mapping ends when the model, its matrices and its id maps can no longer be reached. Until then the file may be
    /// replaced, as <see cref="Save(FactorModel, string, CancellationToken)"/> does it, or deleted (not on Windows): the model keeps the bytes it was opened on. Nobody
    /// may write to the file itself or make it shorter: the system ends a process that reads a page that is no more.</para>
    /// <para>Where the rank is no multiple of 16, factors that are floats are copied into padded rows; ids and biases stay where they are.
    /// Factors of 2 bytes or 1 (<see cref="FactorModel.Rounded(FactorPrecision)"/>) stay what they are, of any rank: each row is made floats of
    /// as it is read. What goes over all of them again and again (a warm start, objectives) makes floats of all, once.</para>
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="verify">Whether to verify all of it, checksum included, as <see cref="Load(string)"/> does: that reads the file once.</param>
    /// <exception cref="ModelFileException">The file is cut off, of a newer version or no model file; with <paramref name="verify"/> also where it is altered.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static FactorModel Open(string path, bool verify = false) => Open(path, out _, verify);

    /// <summary>The same, with what the very file that was opened says of itself, also if it is replaced meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What it says of itself.</param>
    /// <param name="verify">Whether to verify all of it.</param>
    /// <exception cref="ModelFileException">The file is cut off, of a newer version or no model file; with <paramref name="verify"/> also where it is altered.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static FactorModel Open(string path, out ModelHeader header, bool verify = false)
    {
        MappedModel mapped = MappedModel.Open(path);
        if (verify)
            mapped.Verify(CancellationToken.None);
        header = mapped.Header.Describe(path, verify ? true : null);
        return mapped.Model;
    }

    /// <summary>Verifies all of a model file, checksum included, in hardly any memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ModelFileException">The file is cut off, altered, of a newer version or no model file.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Verify(string path, CancellationToken cancellationToken = default) =>
        MappedModel.Open(path).Verify(cancellationToken);

    /// <summary>
    /// Verifies the very bytes that a model from <see cref="Open(string, bool)"/> lies over, also where its file was replaced since. Any
    /// other model has nothing to verify.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ModelFileException">The bytes are altered or damaged.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Verify(this FactorModel model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        (model.Source as MappedModel)?.Verify(cancellationToken);
    }

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
        return header.Describe(path, reader.ChecksumMatches());
    }

    /// <summary>What the file of a model says of its objective and options: names and texts, by ordinal order of the names.</summary>
    /// <param name="model">The model, saved or not.</param>
    public static IReadOnlyDictionary<string, string> Metadata(FactorModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelMetadata.Format(model.Info);
    }

    private static void CheckSavable(FactorModel model, string name)
    {
        ArgumentNullException.ThrowIfNull(model, name);
        if (FirstNotFinite(model) is string what)
            throw new ArgumentException($"A model with {what} cannot be saved.", name);
        FactorPrecision precision = model.Info.Precision;
        if (!IsRounded(model.UserFactors, precision) || !IsRounded(model.ItemFactors, precision))
            throw new ArgumentException($"The factors are not rounded to {precision}: save model.Rounded(…).", name);
    }

    private static bool IsRounded(FactorMatrix factors, FactorPrecision precision)
    {
        using RowRoom room = new(factors, 1);
        for (int row = 0; row < factors.Rows && precision != FactorPrecision.Single; row++)
        {
            if (!RowRounding.IsRounded(factors.Values(row, room.Floats), precision))
                return false;
        }
        return true;
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
        using RowRoom room = new(factors, 1);
        for (int row = 0; row < factors.Rows; row++)
        {
            if (FirstNotFinite(factors.Values(row, room.Floats), where) is string what)
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
