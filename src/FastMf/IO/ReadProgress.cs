namespace FastMf.IO;

/// <summary>How far a read has come.</summary>
/// <param name="Bytes">Bytes of the file that were read, compressed where the file is.</param>
/// <param name="TotalBytes">The size of the file; null where the stream does not tell.</param>
/// <param name="Lines">Lines that were read.</param>
public readonly record struct ReadProgress(long Bytes, long? TotalBytes, long Lines);
