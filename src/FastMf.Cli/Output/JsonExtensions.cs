using System.Text.Json;
using FastMf.Data;

namespace FastMf.Cli.Output;

/// <summary>How ids and numbers look in JSON: they read back exactly.</summary>
internal static class JsonExtensions
{
    /// <summary>The shortest digits that read back as the same number; null where it is none.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>The same in single precision: fewer digits, still exact.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    /// <summary>A JSON number, all its digits, where the column's ids are integers; otherwise a string, also for "42".</summary>
    public static void WriteId(this Utf8JsonWriter json, string name, Id id, IdMap column)
    {
        if (column.IsInteger && id.IsInteger)
            json.WriteNumber(name, id.Integer);
        else
            json.WriteString(name, id.ToString());
    }

    /// <summary>Passes on what was written so far, where that is much.</summary>
    public static void FlushSometimes(this Utf8JsonWriter json)
    {
        if (json.BytesPending >= 1 << 16)
            json.Flush();
    }
}
