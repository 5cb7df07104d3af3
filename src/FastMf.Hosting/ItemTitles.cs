using System.Text;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Hosting;

/// <summary>Titles of items, from a text file with an item a line: its id, its title, and whatever follows.</summary>
internal sealed class ItemTitles
{
    private static readonly string[] _separators = ["\t", "::", ";", "|", ","];

    private readonly Dictionary<Id, string> _titles = [];

    private ItemTitles() { }

    /// <summary>How many there are.</summary>
    public int Count => _titles.Count;

    /// <summary>
    /// Reads a file. Columns are separated by the first of tab, "::", semicolon, bar and comma that its first line has;
    /// fields may stand in double quotes. A header is an item that the model does not have.
    /// </summary>
    /// <exception cref="InvalidDataException">A line has no title, or a quote without an end.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static ItemTitles Read(string path)
    {
        ItemTitles titles = new();
        FieldSeparator? separator = null;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            separator ??= new(_separators.First(s => s == "," || line.Contains(s, StringComparison.Ordinal)));
            titles.Add(line, separator.Value, $"{path}, line {number}");
        }
        return titles;
    }

    /// <summary>The titles of a model's items, by row.</summary>
    public string?[] For(IdMap items)
    {
        string?[] titles = new string?[items.Count];
        foreach ((Id id, string title) in _titles)
        {
            if (items.TryGetRow(id, out int row))
                titles[row] = title;
        }
        return titles;
    }

    private void Add(string line, FieldSeparator separator, string where)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(line);
        byte[] text = new byte[utf8.Length];
        Span<Field> fields = stackalloc Field[2];
        int count = FieldSplitter.SplitQuoted(utf8, separator, text, fields);
        if (count == FieldSplitter.BadQuote)
            throw new InvalidDataException($"{where}: found a quote without its end; expected an item's id and title.");
        if (count < 2)
            throw new InvalidDataException(
                $"{where}: found {count} field; expected an item's id and title, with {separator.Name} between."
            );
        _titles[new Id(TextOf(text, fields[0]))] = TextOf(text, fields[1]);
    }

    private static string TextOf(byte[] text, Field field) => Encoding.UTF8.GetString(text, field.Begin, field.Length);
}
