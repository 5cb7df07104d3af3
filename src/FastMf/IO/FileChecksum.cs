using System.Security.Cryptography;
using System.Text;

namespace FastMf.IO;

/// <summary>The checksum of a model file: SHA-256 of all its bytes, its own digits taken as zeros.</summary>
internal sealed class FileChecksum : IDisposable
{
    private readonly SafeTensorsHeader _header;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private FileChecksum(SafeTensorsHeader header)
    {
        _header = header;
        byte[] zeroed = [.. header.Bytes];
        zeroed.AsSpan(header.ChecksumAt, SafeTensorsHeader.ChecksumDigits).Fill((byte)'0');
        _hash.AppendData(zeroed);
    }

    /// <summary>Begins behind the header; null where the file has no checksum.</summary>
    public static FileChecksum? Of(SafeTensorsHeader header) => header.ChecksumAt < 0 ? null : new(header);

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Whether the bytes are those that were written; after the last.</summary>
    public bool Matches()
    {
        byte[] digits = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_hash.GetHashAndReset()));
        return _header.Bytes.AsSpan(_header.ChecksumAt, digits.Length).SequenceEqual(digits);
    }

    /// <summary>A file whose checksum is wrong.</summary>
    public static ModelFileException Wrong(string path) =>
        new(path, "bytes that do not fit its checksum", "the file as it was written: it was altered or damaged since");

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
