using FastMf.Cli.Output;
using FastMf.Data;

namespace FastMf.Cli;

/// <summary>A file that names items: one id a line, nothing else; blank lines do not count.</summary>
internal static class ItemList
{
    /// <summary>The rows of the items named; null where there is no file. Unknown ids are told and left out.</summary>
    public static int[]? Read(string? path, IdMap items, Session session)
    {
        if (path is null)
            return null;
        List<int> rows = [];
        int unknown = 0;
        foreach (string line in File.ReadLines(path))
        {
            string id = line.Trim();
            if (id.Length == 0)
                continue;
            if (items.TryGetRow(id, out int row))
                rows.Add(row);
            else
                unknown++;
        }
        if (unknown > 0)
            session.Say($"{path}: the model has none of {unknown} of {unknown + rows.Count} items named there.");
        return [.. rows];
    }
}
