namespace FastMf.Catalogs;

/// <summary>An entry as the text that model files hold: the name, and behind it the values of its settings, as in <c>huber 1.5</c>.</summary>
internal static class EntryText
{
    /// <summary>The text of an entry.</summary>
    public static string Format<T>(IEntry<T> entry)
        where T : class, IEntry<T> =>
        string.Join(' ', entry.Settings.Select(setting => setting.Text).Prepend(entry.Name));

    /// <summary>The entry of a text.</summary>
    /// <param name="text">The name and the values, one blank between them.</param>
    /// <param name="known">One of each.</param>
    /// <param name="kind">What it is, for a message: loss, penalty.</param>
    /// <exception cref="FormatException">It is none of those known.</exception>
    public static T Parse<T>(string text, IReadOnlyList<T> known, string kind)
        where T : class, IEntry<T>
    {
        string[] parts = text.Split(' ');
        T? entry = known.FirstOrDefault(one => one.Name == parts[0]);
        if (entry is null)
            throw new FormatException(
                $"'{text}' is no {kind} known here; known: {string.Join(", ", known.Select(one => Format<T>(one)))}."
            );
        string form = Format(entry);
        bool fits = entry.Settings.Count == parts.Length - 1;
        for (int k = 1; fits && k < parts.Length; k++)
        {
            T? changed = entry.Settings[k - 1].With(parts[k]);
            fits = changed is not null;
            entry = changed ?? entry;
        }
        return fits ? entry : throw new FormatException($"'{text}' is no {kind} of the form '{form}'.");
    }

    /// <summary>Refuses an entry with a value out of bounds, by the name of its property.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of bounds.</exception>
    public static void Check<T>(IEntry<T> entry)
        where T : class, IEntry<T>
    {
        foreach (Setting<T> setting in entry.Settings)
        {
            if (!setting.IsSound)
                throw new ArgumentOutOfRangeException(setting.Property, setting.Text, $"Expected {setting.Expected}.");
        }
    }
}
