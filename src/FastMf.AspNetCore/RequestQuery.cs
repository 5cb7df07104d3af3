using System.Globalization;
using FastMf.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FastMf.AspNetCore;

/// <summary>The parameters of a GET request, as strict as a body: unknown, doubled and wrong ones are told.</summary>
internal static class RequestQuery
{
    /// <exception cref="RequestException">A parameter is not known to the endpoint.</exception>
    public static void Expect(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        foreach (string name in query.Keys)
        {
            if (!names.Contains(name))
                throw Bad(
                    $"There is no parameter '{Shown(name)}'; expected some of {string.Join(", ", names.ToArray())}."
                );
        }
    }

    public static Id? Id(IQueryCollection query, string name) =>
        Text(query, name) is { } text ? IdOf(text, name) : (Id?)null;

    public static Id RequiredId(IQueryCollection query, string name) =>
        Id(query, name) ?? throw Bad($"The parameter '{name}' is missing; expected an id.");

    /// <summary>Ids under a name that may be given more than once; null where it is not given.</summary>
    public static Id[]? Ids(IQueryCollection query, string name)
    {
        StringValues values = query[name];
        if (values.Count == 0)
            return null;
        Id[] ids = new Id[values.Count];
        for (int k = 0; k < ids.Length; k++)
            ids[k] = IdOf(values[k] ?? "", name);
        return ids;
    }

    public static int Count(IQueryCollection query)
    {
        if (Text(query, "n") is not { } text)
            return 10;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n)
            ? n
            : throw Bad($"n is '{Shown(text)}'; expected a whole number.");
    }

    public static bool Flag(IQueryCollection query, string name) =>
        Text(query, name) switch
        {
            null or "false" => false,
            "true" => true,
            { } other => throw Bad($"{name} is '{Shown(other)}'; expected true or false."),
        };

    public static string? Text(IQueryCollection query, string name)
    {
        StringValues values = query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw Bad($"The parameter '{name}' is given {values.Count} times; expected once."),
        };
    }

    public static RequestException Bad(string detail) => new(StatusCodes.Status400BadRequest, detail);

    public static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static Id IdOf(string text, string name) =>
        text.Length is > 0 and <= IdConverter.MaxLength
            ? new Id(text)
            : throw Bad(
                FormattableString.Invariant(
                    $"{name} has {text.Length} characters; expected an id of 1 to {IdConverter.MaxLength}."
                )
            );
}
