using System.Globalization;

namespace FastMf.Catalogs;

/// <summary>A number or a switch of a loss, a penalty or an optimizer, as texts: all that help, files and checks ask of it.</summary>
/// <typeparam name="T">The kind of thing it belongs to.</typeparam>
public sealed class Setting<T>
    where T : class
{
    private readonly Func<string, T?> _with;

    internal Setting(string name, string property, string meaning, string text, string expected, Func<string, T?> with)
    {
        Name = name;
        Property = property;
        Meaning = meaning;
        Text = text;
        Expected = expected;
        _with = with;
    }

    /// <summary>The name on the command line, without dashes.</summary>
    public string Name { get; }

    /// <summary>The name of the property in C#.</summary>
    public string Property { get; }

    /// <summary>What it does, in a few words for help.</summary>
    public string Meaning { get; }

    /// <summary>The value: a number in the shortest form that reads back exactly, or on or off.</summary>
    public string Text { get; }

    /// <summary>Which values it takes, for messages.</summary>
    public string Expected { get; }

    /// <summary>Whether it is a switch, on or off, and no number.</summary>
    public bool IsSwitch { get; internal init; }

    /// <summary>Whether the value is one that it takes.</summary>
    internal bool IsSound { get; init; }

    /// <summary>The same thing with another value here.</summary>
    /// <param name="text">The value.</param>
    /// <returns>Null where the text is no value that it takes.</returns>
    public T? With(string text) => _with(text);
}

/// <summary>Makes settings.</summary>
internal static class Setting
{
    private const string On = "on";
    private const string Off = "off";

    /// <summary>A number in single precision.</summary>
    public static Setting<T> Number<T>(
        string name,
        string property,
        string meaning,
        float value,
        Bounds bounds,
        Func<float, T> with
    )
        where T : class =>
        new(
            name,
            property,
            meaning,
            value.ToString(CultureInfo.InvariantCulture),
            bounds.ToString(),
            text =>
                float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float x) && bounds.Contain(x)
                    ? with(x)
                    : null
        )
        {
            IsSound = bounds.Contain(value),
        };

    /// <summary>A number in double precision.</summary>
    public static Setting<T> Number<T>(
        string name,
        string property,
        string meaning,
        double value,
        Bounds bounds,
        Func<double, T> with
    )
        where T : class =>
        new(
            name,
            property,
            meaning,
            value.ToString(CultureInfo.InvariantCulture),
            bounds.ToString(),
            text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double x)
                && bounds.Contain(x)
                    ? with(x)
                    : null
        )
        {
            IsSound = bounds.Contain(value),
        };

    /// <summary>A switch; what it turns may refuse to be on, for the sake of other settings.</summary>
    public static Setting<T> Switch<T>(
        string name,
        string property,
        string meaning,
        bool value,
        string expected,
        Func<bool, T?> with
    )
        where T : class =>
        new(
            name,
            property,
            meaning,
            value ? On : Off,
            expected,
            text =>
                text switch
                {
                    On => with(true),
                    Off => with(false),
                    _ => null,
                }
        )
        {
            IsSwitch = true,
            IsSound = with(value) is not null,
        };
}
