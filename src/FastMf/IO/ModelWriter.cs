using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.IO;

/// <summary>Takes the next bytes of a file.</summary>
internal delegate void ByteSink(ReadOnlySpan<byte> bytes);

/// <summary>
/// Writes a model as a safetensors file. The tensors are walked twice, for the checksum and for the file, so that
/// nothing needs to be changed in what is already written.
/// </summary>
internal static class ModelWriter
{
    /// <summary>The data begins at a multiple of this, so that rows of a mapped file are aligned for vectors.</summary>
    private const int Alignment = 64;

    /// <summary>Writes a model.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Write(FactorModel model, Stream stream, CancellationToken cancellationToken) =>
        Write(ModelMetadata.Format(model.Info), ModelTensors.Of(model), stream, cancellationToken);

    /// <summary>Writes a model and its index.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Write(Retriever retriever, Stream stream, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> metadata = ModelMetadata.Format(retriever.Model.Info);
        metadata.Add(IndexLayout.VersionKey, IndexLayout.Version);
        IReadOnlyList<TensorSource> model = ModelTensors.Of(retriever.Model);
        IEnumerable<TensorSource> index = IndexTensors.Of(retriever.Copy.Parts, model.Sum(tensor => tensor.Bytes));
        Write(metadata, [.. model, .. index], stream, cancellationToken);
    }

    /// <summary>Writes any metadata and tensors in this form.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Write(
        SortedDictionary<string, string> metadata,
        IReadOnlyList<TensorSource> tensors,
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        byte[] header = Header(metadata, tensors, out int checksumAt);
        using (IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            hash.AppendData(header);
            Walk(tensors, hash.AppendData, cancellationToken);
            string digits = Convert.ToHexStringLower(hash.GetHashAndReset());
            Encoding.ASCII.GetBytes(digits, header.AsSpan(checksumAt));
        }
        stream.Write(header);
        Walk(tensors, stream.Write, cancellationToken);
    }

    private static void Walk(IReadOnlyList<TensorSource> tensors, ByteSink sink, CancellationToken cancellationToken)
    {
        foreach (TensorSource tensor in tensors)
        {
            tensor.Walk(bytes =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                sink(bytes);
            });
        }
    }

    /// <summary>The length, the JSON with a checksum of zeros, and the blanks behind it.</summary>
    private static byte[] Header(
        SortedDictionary<string, string> metadata,
        IReadOnlyList<TensorSource> tensors,
        out int checksumAt
    )
    {
        metadata.Add(SafeTensorsHeader.ChecksumKey, new string('0', SafeTensorsHeader.ChecksumDigits));
        checksumAt = 0;
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata)
        {
            json.WriteString(key, value);
            if (key == SafeTensorsHeader.ChecksumKey) // the text and its closing quote were the last bytes
                checksumAt = sizeof(long) + (int)(json.BytesCommitted + json.BytesPending) - 1 - value.Length;
        }
        json.WriteEndObject();
        long offset = 0;
        foreach (TensorSource tensor in tensors)
        {
            WriteTensor(json, tensor, offset);
            offset += tensor.Bytes;
        }
        json.WriteEndObject();
        json.Flush();
        return Padded(buffer.WrittenSpan);
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorSource tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Dtype);
        json.WriteStartArray("shape");
        foreach (long dimension in tensor.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Padded(ReadOnlySpan<byte> json)
    {
        int length = (sizeof(long) + json.Length + Alignment - 1) / Alignment * Alignment;
        if (length > SafeTensorsHeader.MaxBytes)
            throw new ArgumentException(
                $"The model's options need a header of {length} bytes; {SafeTensorsHeader.MaxBytes} is the limit."
            );
        byte[] header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, length - sizeof(long));
        json.CopyTo(header.AsSpan(sizeof(long)));
        return header;
    }
}
