using System.Runtime.InteropServices;
using FastMf.Data;

namespace FastMf.AspNetCore;

/// <summary>A posted history in the model's rows; values of an item that is given more than once add up.</summary>
internal readonly record struct History(int[] Items, float[] Values, int Unknown)
{
    /// <summary>How many of its items the model has.</summary>
    public int Known => Items.Length;

    /// <exception cref="RequestException">A value is no number.</exception>
    public static History Of(HistoryItem[] history, IdMap items)
    {
        Dictionary<int, float> values = new(history.Length);
        int unknown = 0;
        foreach (HistoryItem entry in history)
        {
            if (entry is null || !float.IsFinite(entry.Value))
                throw RequestQuery.Bad(
                    "An item of the history is null, or its value is no number; expected finite ones."
                );
            if (items.TryGetRow(entry.Item, out int row))
                CollectionsMarshal.GetValueRefOrAddDefault(values, row, out _) += entry.Value;
            else
                unknown++;
        }
        return new([.. values.Keys], [.. values.Values], unknown);
    }
}
