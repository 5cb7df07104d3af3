using System.Buffers.Binary;
using System.IO.Compression;

namespace FastMf.Tests.Report;

/// <summary>The pixels of a PNG file with 8 bits a channel, red, green, blue and maybe alpha, not interlaced.</summary>
internal sealed class Picture
{
    private readonly byte[] _bytes;
    private readonly int _channels;

    private Picture(byte[] bytes, int width, int height, int channels) =>
        (_bytes, Width, Height, _channels) = (bytes, width, height, channels);

    public int Width { get; }

    public int Height { get; }

    /// <summary>The colour of a pixel as 0xRRGGBB.</summary>
    public int this[int x, int y]
    {
        get
        {
            ReadOnlySpan<byte> pixel = _bytes.AsSpan((y * Width + x) * _channels, 3);
            return pixel[0] << 16 | pixel[1] << 8 | pixel[2];
        }
    }

    /// <summary>How many pixels have exactly this colour.</summary>
    public int Count(int colour) =>
        Enumerable.Range(0, Width * Height).Count(k => this[k % Width, k / Width] == colour);

    /// <summary>Reads a file.</summary>
    public static Picture Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int width = 0;
        int height = 0;
        int channels = 0;
        using MemoryStream packed = new();
        for (int at = 8; at < file.Length; )
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            ReadOnlySpan<byte> type = file.AsSpan(at + 4, 4);
            ReadOnlySpan<byte> data = file.AsSpan(at + 8, length);
            if (type.SequenceEqual("IHDR"u8))
            {
                width = BinaryPrimitives.ReadInt32BigEndian(data);
                height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
                Assert.Equal(8, data[8]);
                Assert.Equal(0, data[12]);
                channels = data[9] switch
                {
                    2 => 3,
                    6 => 4,
                    _ => throw new InvalidDataException("Neither RGB nor RGBA."),
                };
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }
            at += length + 12;
        }
        packed.Position = 0;
        using ZLibStream unpacked = new(packed, CompressionMode.Decompress);
        return new(Unfilter(unpacked, width * channels, height, channels), width, height, channels);
    }

    /// <summary>Each byte is stored as its difference from a guess by the bytes to the left, above and above to the left.</summary>
    private static byte[] Unfilter(Stream stored, int rowBytes, int rows, int channels)
    {
        byte[] bytes = new byte[rowBytes * rows];
        for (int row = 0; row < rows; row++)
        {
            int filter = stored.ReadByte();
            int begin = row * rowBytes;
            stored.ReadExactly(bytes, begin, rowBytes);
            for (int k = 0; k < rowBytes; k++)
            {
                int left = k >= channels ? bytes[begin + k - channels] : 0;
                int above = row > 0 ? bytes[begin + k - rowBytes] : 0;
                int corner = row > 0 && k >= channels ? bytes[begin + k - rowBytes - channels] : 0;
                int guess = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    4 => Nearest(left + above - corner, left, above, corner),
                    _ => throw new InvalidDataException($"Filter {filter}."),
                };
                bytes[begin + k] = (byte)(bytes[begin + k] + guess);
            }
        }
        return bytes;
    }

    private static int Nearest(int target, params int[] choices) => choices.MinBy(c => Math.Abs(target - c));
}
