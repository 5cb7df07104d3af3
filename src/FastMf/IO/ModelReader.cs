using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// Puts a model together from a safetensors file. First the header is verified against the file's length and the shapes
/// against each other, then all is read once, then the checksum is compared, then the content is looked at.
/// </summary>
internal static class ModelReader
{
    /// <summary>Opens a file to be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it will be read.</param>
    public static FileStream Open(string path, FileOptions options = FileOptions.SequentialScan)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new ModelFileException(path, "a folder", "a file");
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, options);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="foreign">Whether ids, metadata and checksum may be missing, and floats be of other types.</param>
    /// <exception cref="ModelFileException">The file is not what it should be.</exception>
    public static FactorModel Read(string path, bool foreign) => Read(path, foreign, out _);

    /// <summary>The same, with what the file says of itself.</summary>
    public static FactorModel Read(string path, bool foreign, out ModelHeader said)
    {
        using FileStream stream = Open(path);
        ModelLayout layout = new(SafeTensorsHeader.Read(stream, path), foreign, path);
        ModelSide users = new(layout.Users);
        ModelSide items = new(layout.Items);
        StoredIndex? index = layout.Index is null ? null : new(layout.Index);
        using TensorReader reader = new(stream, layout.Header, path);
        foreach (TensorInfo tensor in layout.Header.Tensors)
        {
            if (
                !users.TryRead(tensor, reader)
                && !items.TryRead(tensor, reader)
                && index?.TryRead(tensor, reader) != true
            )
                reader.Skip(tensor.Bytes);
        }
        bool? matches = reader.ChecksumMatches();
        if (matches == false)
            throw FileChecksum.Wrong(path);
        said = layout.Header.Describe(path, matches);
        users.ApplyScale();
        items.ApplyScale();
        users.CheckContent();
        items.CheckContent();
        FactorModel model = Model(layout.Info, users, items, index is null ? null : new ModelSource(index));
        index?.CheckContent(model);
        return model;
    }

    /// <summary>A model of two halves.</summary>
    /// <param name="info">Mean, rating range, objective, options.</param>
    /// <param name="users">The users' half.</param>
    /// <param name="items">The items' half.</param>
    /// <param name="source">What is kept of the file, if anything.</param>
    public static FactorModel Model(ModelInfo info, ModelSide users, ModelSide items, ModelSource? source) =>
        new(users.Factors, items.Factors, info, users.ToIds(), items.ToIds(), users.Bias, items.Bias)
        {
            Source = source,
        };
}
