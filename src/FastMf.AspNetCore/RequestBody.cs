using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace FastMf.AspNetCore;

/// <summary>Reads a JSON body of bounded length and depth.</summary>
internal static class RequestBody
{
    private static readonly JsonReaderState _start = new(new JsonReaderOptions { MaxDepth = 8 });

    /// <exception cref="RequestException">It is too long, of another kind, or not what is expected.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxBytes)
    {
        HttpRequest request = context.Request;
        if (request.ContentType != "application/json" && !request.HasJsonContentType())
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType,
                "The body has another type; expected the header Content-Type: application/json."
            );
        if (request.ContentLength > maxBytes)
            throw TooLong(maxBytes);
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLong(maxBytes);
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            try
            {
                return Parse(read.Buffer, type);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static T Parse<T>(in ReadOnlySequence<byte> json, JsonTypeInfo<T> type)
    {
        if (json.IsEmpty)
            throw Bad("The body is empty; expected a JSON object.");
        Utf8JsonReader reader = new(json, isFinalBlock: true, _start);
        try
        {
            T? value = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read() || value is null) // more after the end would throw
                throw Bad("The body is no JSON object; expected one.");
            return value;
        }
        catch (JsonException error)
        {
            throw Bad(Describe(error));
        }
    }

    /// <summary>Where it went wrong, without the names of types inside.</summary>
    private static string Describe(JsonException error)
    {
        string where = error.Path is { Length: > 1 } path ? $" at {Shown(path)}" : "";
        string place = error.LineNumber is { } line
            ? FormattableString.Invariant($" (line {line + 1}, byte {error.BytePositionInLine + 1})")
            : "";
        return $"The body is not what is expected{where}{place}: its members, their types and the longest ids are in the document openapi.json.";
    }

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private static RequestException Bad(string detail) => new(StatusCodes.Status400BadRequest, detail);

    private static RequestException TooLong(int maxBytes) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            FormattableString.Invariant($"The body is too long; expected at most {maxBytes} bytes.")
        );
}
