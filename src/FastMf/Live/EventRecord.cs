using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using FastMf.Data;

namespace FastMf.Live;

/// <summary>
/// An event as bytes: length of the content, CRC-32C of length and content, content. The content is sequence number, how far
/// the log was on the disk when this was written, time, value, and the two ids, each a byte that tells whether an
/// integer follows or a text with its length. All little-endian.
/// </summary>
internal static class EventRecord
{
    /// <summary>The bytes before the content.</summary>
    public const int PrefixBytes = 8;

    /// <summary>The most bytes of a text id.</summary>
    public const int MaxIdBytes = ushort.MaxValue;

    /// <summary>The shortest record: two empty texts.</summary>
    public const int MinBytes = PrefixBytes + FixedBytes + 2 * 3;

    /// <summary>The longest record.</summary>
    public const int MaxBytes = PrefixBytes + FixedBytes + 2 * (3 + MaxIdBytes);

    private const int FixedBytes = 28;

    /// <summary>Refuses surrogates without their partners, which have no UTF-8.</summary>
    private static readonly UTF8Encoding _utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Why an id cannot be written, or null.</summary>
    public static string? Objection(Id id)
    {
        if (id.IsInteger)
            return null;
        try
        {
            int bytes = _utf8.GetByteCount(id.ToString());
            return bytes <= MaxIdBytes
                ? null
                : FormattableString.Invariant($"an id of {bytes} bytes; expected at most {MaxIdBytes}");
        }
        catch (EncoderFallbackException)
        {
            return "half a surrogate pair in an id; expected a text that UTF-8 can hold";
        }
    }

    /// <summary>Appends a record.</summary>
    /// <param name="target">Receives it.</param>
    /// <param name="one">The event; its ids have no <see cref="Objection"/>.</param>
    /// <param name="onDisk">The last event known to be on the disk; -1 where nobody asks.</param>
    public static void Write(ArrayBufferWriter<byte> target, in LiveEvent one, long onDisk)
    {
        int length = FixedBytes + BytesOf(one.User) + BytesOf(one.Item);
        Span<byte> record = target.GetSpan(PrefixBytes + length)[..(PrefixBytes + length)];
        BinaryPrimitives.WriteInt32LittleEndian(record, length);
        Span<byte> content = record[PrefixBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(content, one.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(content[8..], onDisk);
        BinaryPrimitives.WriteInt64LittleEndian(content[16..], one.Time);
        BinaryPrimitives.WriteSingleLittleEndian(content[24..], one.Value);
        int user = WriteId(content[FixedBytes..], one.User);
        WriteId(content[(FixedBytes + user)..], one.Item);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(length, content));
        target.Advance(record.Length);
    }

    /// <summary>Reads the record that some bytes begin with.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="one">The event.</param>
    /// <param name="onDisk">See <see cref="Write"/>.</param>
    /// <returns>How many bytes it has; 0 where there is none.</returns>
    public static int Read(ReadOnlySpan<byte> bytes, out LiveEvent one, out long onDisk)
    {
        one = default;
        onDisk = 0;
        if (bytes.Length < MinBytes)
            return 0;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < MinBytes - PrefixBytes || length > MaxBytes - PrefixBytes || length > bytes.Length - PrefixBytes)
            return 0;
        ReadOnlySpan<byte> content = bytes.Slice(PrefixBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Checksum(length, content))
            return 0;
        onDisk = BinaryPrimitives.ReadInt64LittleEndian(content[8..]);
        float value = BinaryPrimitives.ReadSingleLittleEndian(content[24..]);
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(content);
        int user = ReadId(content[FixedBytes..], out Id userId);
        if (user == 0 || sequence < 1 || onDisk < -1 || !float.IsFinite(value))
            return 0;
        int item = ReadId(content[(FixedBytes + user)..], out Id itemId);
        if (item == 0 || FixedBytes + user + item != length)
            return 0; // a checksum can be forged
        one = new LiveEvent(sequence, userId, itemId, value, BinaryPrimitives.ReadInt64LittleEndian(content[16..]));
        return PrefixBytes + length;
    }

    /// <summary>CRC-32C (Castagnoli) of some bytes, going on from an earlier one.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    private static uint Checksum(int length, ReadOnlySpan<byte> content)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        return Checksum(content, Checksum(bytes));
    }

    private static int BytesOf(Id id) => id.IsInteger ? 9 : 3 + _utf8.GetByteCount(id.ToString());

    private static int WriteId(Span<byte> target, Id id)
    {
        if (id.IsInteger)
        {
            target[0] = 0;
            BinaryPrimitives.WriteInt64LittleEndian(target[1..], id.Integer);
            return 9;
        }
        target[0] = 1;
        int length = _utf8.GetBytes(id.ToString(), target[3..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)length);
        return 3 + length;
    }

    private static int ReadId(ReadOnlySpan<byte> bytes, out Id id)
    {
        id = default;
        if (bytes.Length >= 9 && bytes[0] == 0)
        {
            id = new Id(BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]));
            return 9;
        }
        if (bytes.Length < 3 || bytes[0] != 1)
            return 0;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        if (length > bytes.Length - 3 || !System.Text.Unicode.Utf8.IsValid(bytes.Slice(3, length)))
            return 0;
        id = new Id(Encoding.UTF8.GetString(bytes.Slice(3, length)));
        return 3 + length;
    }
}
