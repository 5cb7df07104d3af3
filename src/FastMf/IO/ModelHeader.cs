namespace FastMf.IO;

/// <summary>What a model file says of itself, and whether it is as it was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Metadata">The texts of its metadata, by ordinal order of their names.</param>
/// <param name="Tensors">Its tensors, in the order of their bytes.</param>
/// <param name="ChecksumMatches">Whether its bytes fit its checksum; null where it has none or nobody looked.</param>
public sealed record ModelHeader(
    string Path,
    long Bytes,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<TensorInfo> Tensors,
    bool? ChecksumMatches
);
