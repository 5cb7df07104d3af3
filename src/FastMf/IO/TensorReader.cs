using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastMf.IO;

/// <summary>
/// Reads the tensors of a safetensors file one after the other, in blocks, and takes the checksum of every byte on the
/// way, so that a file is read once and what was verified is what was used.
/// </summary>
internal sealed class TensorReader : IDisposable
{
    private const int BlockBytes = 1 << 18;

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly FileChecksum? _checksum; // null where the file has no checksum
    private readonly byte[] _block;
    private long _left; // bytes of the file behind the block
    private int _used; // bytes of the block that were handed out
    private int _filled;

    /// <summary>Begins at the first tensor.</summary>
    /// <param name="stream">The file, where <see cref="SafeTensorsHeader.Read"/> left it.</param>
    /// <param name="header">Its header.</param>
    /// <param name="path">Its name for messages.</param>
    public TensorReader(FileStream stream, SafeTensorsHeader header, string path)
    {
        _stream = stream;
        _path = path;
        _left = header.FileBytes - header.Bytes.Length;
        _block = new byte[Math.Min(BlockBytes, _left)];
        _checksum = FileChecksum.Of(header);
    }

    /// <summary>Reads the next numbers as they are.</summary>
    public void Read<T>(Span<T> values)
        where T : unmanaged
    {
        for (int length; values.Length > 0; values = values[length..])
        {
            length = Math.Min(values.Length, BlockBytes / Unsafe.SizeOf<T>()); // a span counts its bytes in 32 bits
            for (Span<byte> bytes = MemoryMarshal.AsBytes(values[..length]); bytes.Length > 0; )
            {
                ReadOnlySpan<byte> next = Next(bytes.Length);
                next.CopyTo(bytes);
                bytes = bytes[next.Length..];
            }
            LittleEndian.FromFile(values[..length]);
        }
    }

    /// <summary>Reads the next numbers of one of the types that <see cref="LittleEndian.ToSingles"/> knows.</summary>
    public void Read(Span<float> values, string dtype)
    {
        Span<byte> bytes = stackalloc byte[4096];
        int size = TensorInfo.ElementBytes(dtype);
        for (int length; values.Length > 0; values = values[length..])
        {
            length = Math.Min(values.Length, bytes.Length / size);
            Read(bytes[..(length * size)]);
            LittleEndian.ToSingles(bytes[..(length * size)], dtype, values[..length]);
        }
    }

    /// <summary>Passes over bytes that nobody asks for; the checksum covers them.</summary>
    public void Skip(long bytes)
    {
        while (bytes > 0)
            bytes -= Next((int)Math.Min(bytes, BlockBytes)).Length;
    }

    /// <summary>Compares the checksum; after the last tensor.</summary>
    /// <returns>Null where the file has none.</returns>
    public bool? ChecksumMatches() => _checksum?.Matches();

    /// <inheritdoc/>
    public void Dispose() => _checksum?.Dispose();

    /// <summary>The next bytes, at least one and no more than asked for.</summary>
    private ReadOnlySpan<byte> Next(int atMost)
    {
        if (_used == _filled)
        {
            Span<byte> block = _block.AsSpan(0, (int)Math.Min(_block.Length, _left));
            if (_stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) < Math.Max(1, block.Length))
                throw new ModelFileException(_path, "that it became shorter while it was read", "nobody writing to it");
            _checksum?.Append(block);
            _left -= block.Length;
            _filled = block.Length;
            _used = 0;
        }
        int length = Math.Min(atMost, _filled - _used);
        _used += length;
        return _block.AsSpan(_used - length, length);
    }
}
