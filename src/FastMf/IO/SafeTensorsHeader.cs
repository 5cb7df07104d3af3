using System.Buffers.Binary;

namespace FastMf.IO;

/// <summary>
/// The beginning of a safetensors file: 8 bytes with the length of what follows, little-endian, then that many bytes of
/// JSON, then the tensors without gaps. Nothing that a header claims is allocated before it agrees with the file's length.
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>
    /// The longest header that is read: room for ten thousand tensors, where ours has ten. The format itself allows
    /// 100 MB, which serves no model of this kind.
    /// </summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The metadata's entry that holds the checksum.</summary>
    public const string ChecksumKey = "fastmf.checksum";

    /// <summary>The length of the checksum: SHA-256 in lower-case hexadecimal digits.</summary>
    public const int ChecksumDigits = 64;

    private SafeTensorsHeader(byte[] bytes, HeaderJson json, long fileBytes)
    {
        Bytes = bytes;
        Metadata = json.Metadata;
        Tensors = json.Tensors;
        ChecksumAt = json.ChecksumAt < 0 ? -1 : json.ChecksumAt + sizeof(long);
        FileBytes = fileBytes;
    }

    /// <summary>The first bytes of the file, up to the first tensor.</summary>
    public byte[] Bytes { get; }

    /// <summary>Where in <see cref="Bytes"/> the digits of the checksum begin; -1 where the file has none.</summary>
    public int ChecksumAt { get; }

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The length of the whole file.</summary>
    public long FileBytes { get; }

    /// <summary>What the file says of itself, for others to read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checksumMatches">Whether its checksum was found to be right.</param>
    public ModelHeader Describe(string path, bool? checksumMatches) =>
        new(path, FileBytes, Metadata, Tensors, checksumMatches);

    /// <summary>The tensor of a name, or null.</summary>
    public TensorInfo? Find(string name) => Tensors.FirstOrDefault(tensor => tensor.Name == name);

    /// <summary>Reads and verifies a header; the stream is then at the first tensor.</summary>
    /// <param name="stream">A file, at its beginning.</param>
    /// <param name="path">Its name for messages.</param>
    /// <exception cref="ModelFileException">The header breaks the format or does not fit the file's length.</exception>
    public static SafeTensorsHeader Read(FileStream stream, string path)
    {
        if (!stream.CanSeek)
            throw new ModelFileException(path, "a pipe or a device", "a file");
        long length = stream.Length;
        Span<byte> first = stackalloc byte[sizeof(long)];
        if (length < first.Length)
            throw new ModelFileException(path, $"{length} bytes", "a safetensors file, which has 10 at least");
        stream.ReadExactly(first);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (claimed > (ulong)(length - first.Length))
            throw new ModelFileException(
                path,
                $"a header that claims {claimed} bytes in a file of {length}",
                "a safetensors file that is not cut off"
            );
        if (claimed > MaxBytes)
            throw new ModelFileException(path, $"a header of {claimed} bytes", $"at most {MaxBytes}");
        byte[] bytes = new byte[first.Length + (int)claimed];
        first.CopyTo(bytes);
        stream.ReadExactly(bytes.AsSpan(first.Length));
        HeaderJson json = HeaderJson.Parse(bytes.AsMemory(first.Length), path);
        json.CheckLayout(length - bytes.Length);
        return new(bytes, json, length);
    }
}
