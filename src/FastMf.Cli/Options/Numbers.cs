using System.Globalization;

namespace FastMf.Cli.Options;

/// <summary>Numbers as the command line knows them: the same on every machine, whatever its language.</summary>
internal static class Numbers
{
    /// <summary>How all numbers are written and read.</summary>
    public static CultureInfo Culture => CultureInfo.InvariantCulture;

    /// <summary>Reads a finite number.</summary>
    public static bool TryParse(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    /// <summary>Reads a finite number.</summary>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>A text with numbers in it.</summary>
    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
