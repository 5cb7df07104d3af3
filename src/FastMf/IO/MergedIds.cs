using FastMf.Data;

namespace FastMf.IO;

/// <summary>The ids of one side that one reader has seen: small integers as they are, others with numbers.</summary>
internal readonly record struct SeenIds(SmallIds? Small, IdColumn Numbered);

/// <summary>The ids of one side that all readers have seen together.</summary>
/// <param name="Map">The ids.</param>
/// <param name="RowOfId">By small id: its row.</param>
/// <param name="RowOfNumber">By reader and number: the row.</param>
internal sealed record MergedIds(IdMap Map, int[] RowOfId, int[][] RowOfNumber)
{
    /// <summary>Merges. To be called once: it adds to the first ones.</summary>
    public static MergedIds Of(SeenIds[] seen)
    {
        SmallIds small = seen[0].Small ?? new();
        IdColumn all = seen[0].Numbered;
        foreach (SeenIds other in seen.AsSpan(1))
        {
            if (other.Small is not null)
                small.AddAll(other.Small);
        }
        int[][] numbers = [.. seen.Skip(1).Select(other => all.AddAll(other.Numbered))];
        int[] rowOfId = new int[small.End];
        foreach (int id in small.Ascending)
            rowOfId[id] = all.Add(id);
        (IdMap map, int[] rows) = all.Finish();
        foreach (int id in small.Ascending)
            rowOfId[id] = rows[rowOfId[id]];
        foreach (int[] theirs in numbers)
        {
            foreach (ref int number in theirs.AsSpan())
                number = rows[number];
        }
        return new MergedIds(map, rowOfId, [rows, .. numbers]);
    }
}
