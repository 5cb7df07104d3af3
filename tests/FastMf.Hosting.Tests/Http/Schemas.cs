using System.Text.Json;

namespace FastMf.Hosting.Tests.Http;

/// <summary>As much of JSON Schema as the document of the interface uses; a member that is not listed is an objection.</summary>
internal sealed class Schemas(JsonElement document)
{
    public JsonElement Named(string name) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>What in a value is not as a schema says.</summary>
    public IEnumerable<string> Objections(JsonElement schema, JsonElement value, string where = "$")
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
            return Objections(Named(reference.GetString()!.Split('/')[^1]), value, where);
        if (schema.TryGetProperty("oneOf", out JsonElement choices))
            return choices.EnumerateArray().Count(choice => !Objections(choice, value, where).Any()) == 1
                ? []
                : [$"{where}: {value} is none of the choices, or more than one"];
        JsonElement type = schema.GetProperty("type");
        string[] types =
            type.ValueKind == JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(t => t.GetString()!)]
                : [type.GetString()!];
        if (!types.Any(one => Is(one, value)))
            return [$"{where}: {value} is no {type}"];
        if (
            schema.TryGetProperty("enum", out JsonElement words)
            && !words.EnumerateArray().Any(w => w.GetString() == value.GetString())
        )
            return [$"{where}: {value} is none of {words}"];
        return value.ValueKind switch
        {
            JsonValueKind.Array => value
                .EnumerateArray()
                .SelectMany((one, k) => Objections(schema.GetProperty("items"), one, $"{where}[{k}]")),
            JsonValueKind.Object when schema.TryGetProperty("properties", out JsonElement members) => OfObject(
                schema,
                members,
                value,
                where
            ),
            _ => [],
        };
    }

    private IEnumerable<string> OfObject(JsonElement schema, JsonElement members, JsonElement value, string where)
    {
        foreach (JsonElement name in schema.GetProperty("required").EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString()!, out _))
                yield return $"{where}: no {name}";
        }
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!members.TryGetProperty(member.Name, out JsonElement inner))
                yield return $"{where}: {member.Name} is not in the document";
            else
                foreach (string objection in Objections(inner, member.Value, $"{where}.{member.Name}"))
                    yield return objection;
        }
    }

    private static bool Is(string type, JsonElement value) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => throw new InvalidOperationException($"The tests do not know the type {type}."),
        };
}
