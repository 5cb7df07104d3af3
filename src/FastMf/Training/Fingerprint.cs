using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Training;

/// <summary>What a fit is made from, in a line that is the same for the same content and no other: sizes and SHA-256.</summary>
internal static class Fingerprint
{
    private const int BlockLength = 1 << 14;
    private const string None = "none";

    /// <summary>Of ids, rows, values and weights in their order; times change no fit.</summary>
    public static string Of(Ratings? ratings)
    {
        if (ratings is null)
            return None;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [ratings.Count, ratings.Users.Count, ratings.Items.Count, ratings.Weights.Length]);
        Append(hash, ratings.UserRows);
        Append(hash, ratings.ItemRows);
        Append(hash, MemoryMarshal.Cast<float, int>(ratings.Values));
        Append(hash, MemoryMarshal.Cast<float, int>(ratings.Weights));
        Append(hash, [.. ModelTensors.Ids("users", ratings.Users), .. ModelTensors.Ids("items", ratings.Items)]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ratings.Count} of {ratings.Users.Count} users and {ratings.Items.Count} items, SHA-256 {Digits(hash)}"
        );
    }

    /// <summary>Of a model's numbers, ids and mean.</summary>
    public static string Of(FactorModel? model)
    {
        if (model is null)
            return None;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [BitConverter.SingleToInt32Bits(model.Info.Mean), model.Info.HasMean ? 1 : 0]);
        IReadOnlyList<TensorSource> tensors = ModelTensors.Of(model);
        Append(hash, [.. tensors.SelectMany(tensor => tensor.Shape).Select(length => (int)length)]);
        Append(hash, tensors);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Users.Count} users, {model.Items.Count} items, rank {model.Rank}, SHA-256 {Digits(hash)}"
        );
    }

    private static void Append(IncrementalHash hash, IEnumerable<TensorSource> tensors)
    {
        foreach (TensorSource tensor in tensors)
            tensor.Walk(hash.AppendData);
    }

    /// <summary>As little-endian bytes, a block at a time: a span counts its bytes in 32 bits.</summary>
    private static void Append(IncrementalHash hash, ReadOnlySpan<int> values)
    {
        int[] block = new int[Math.Min(BlockLength, values.Length)];
        for (; values.Length > 0; values = values[Math.Min(block.Length, values.Length)..])
        {
            Span<int> some = block.AsSpan(0, Math.Min(block.Length, values.Length));
            values[..some.Length].CopyTo(some);
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(some, some);
            hash.AppendData(MemoryMarshal.AsBytes(some));
        }
    }

    private static string Digits(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
