using System.Text.Json;
using System.Text.Json.Serialization;
using FastMf.Data;

namespace FastMf.AspNetCore;

/// <summary>An id is a JSON string, or a whole number of 64 bits.</summary>
internal sealed class IdConverter : JsonConverter<Id>
{
    /// <summary>The longest text of an id, in characters.</summary>
    public const int MaxLength = 512;

    private const int MaxEscapedBytes = MaxLength * 6; // \u0061

    public override Id Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long integer))
            return new Id(integer);
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();
        long bytes = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (bytes > MaxEscapedBytes)
            throw new JsonException();
        string text = reader.GetString()!;
        return text.Length is > 0 and <= MaxLength ? new Id(text) : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, Id value, JsonSerializerOptions options)
    {
        if (value.IsInteger)
            writer.WriteNumberValue(value.Integer);
        else
            writer.WriteStringValue(value.ToString());
    }
}
