using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace FastMf.Tests.IO;

/// <summary>A second reader and writer of safetensors, by the format's description alone and for tests alone.</summary>
internal sealed class PlainSafeTensors
{
    private readonly byte[] _file;
    private readonly JsonElement _header;

    public PlainSafeTensors(byte[] file)
    {
        _file = file;
        HeaderLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        _header = JsonDocument.Parse(file.AsMemory(8, HeaderLength)).RootElement;
    }

    public int HeaderLength { get; }

    public IReadOnlyList<string> Names => [.. _header.EnumerateObject().Select(entry => entry.Name)];

    public string Metadata(string key) => _header.GetProperty("__metadata__").GetProperty(key).GetString()!;

    public (long Begin, long End) Offsets(string name)
    {
        JsonElement offsets = _header.GetProperty(name).GetProperty("data_offsets");
        return (offsets[0].GetInt64(), offsets[1].GetInt64());
    }

    public string Describe(string name)
    {
        JsonElement tensor = _header.GetProperty(name);
        return $"{tensor.GetProperty("dtype").GetString()} {tensor.GetProperty("shape").GetRawText()}";
    }

    public byte[] Bytes(string name)
    {
        (long begin, long end) = Offsets(name);
        return _file[(int)(8 + HeaderLength + begin)..(int)(8 + HeaderLength + end)];
    }

    public float[] Floats(string name) =>
        [.. Bytes(name).Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b))];

    public long[] Longs(string name) =>
        [.. Bytes(name).Chunk(8).Select(b => BinaryPrimitives.ReadInt64LittleEndian(b))];

    /// <summary>Puts a checksum that fits into a file that was changed.</summary>
    public static byte[] Sign(byte[] file)
    {
        byte[] signed = [.. file];
        Span<byte> digits = signed.AsSpan(signed.AsSpan().IndexOf("fastmf.checksum\":\""u8) + 18, 64);
        digits.Fill((byte)'0');
        System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(signed)), digits);
        return signed;
    }

    /// <summary>A file with any header and any data.</summary>
    public static byte[] File(string json, byte[] data)
    {
        byte[] header = System.Text.Encoding.UTF8.GetBytes(json);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    public static byte[] Data(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
