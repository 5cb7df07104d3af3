using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// Puts a model together from a safetensors file. First the header is verified against the file's length and the shapes
/// against each other, then all is read once, then the checksum is compared, then the content is looked at.
/// </summary>
internal static class ModelReader
{
    /// <summary>Opens a file for one reading from beginning to end.</summary>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new ModelFileException(path, "a folder", "a file");
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
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
        SafeTensorsHeader header = SafeTensorsHeader.Read(stream, path);
        ModelInfo info = foreign
            ? ModelMetadata.ParseForeign(header.Metadata, path)
            : ModelMetadata.Parse(header.Metadata, path);
        if (!foreign && header.ChecksumAt < 0)
            throw new ModelFileException(path, "no checksum in its metadata", SafeTensorsHeader.ChecksumKey);
        ModelSide users = new(header, "user", foreign, path);
        ModelSide items = new(header, "item", foreign, path);
        if (users.Factors.Columns != items.Factors.Columns)
            throw new ModelFileException(
                path,
                $"users of rank {users.Factors.Columns} and items of rank {items.Factors.Columns}",
                "the same rank"
            );
        using TensorReader reader = new(stream, header, path);
        foreach (TensorInfo tensor in header.Tensors)
        {
            if (!users.TryRead(tensor, reader) && !items.TryRead(tensor, reader))
                reader.Skip(tensor.Bytes);
        }
        bool? matches = reader.ChecksumMatches();
        if (matches == false)
            throw new ModelFileException(
                path,
                "bytes that do not fit its checksum",
                "the file as it was written: it was altered or damaged since"
            );
        said = new(path, header.FileBytes, header.Metadata, header.Tensors, matches);
        users.CheckNumbers();
        items.CheckNumbers();
        return new(users.Factors, items.Factors, info, users.ToIds(), items.ToIds(), users.Bias, items.Bias);
    }
}
