using FastMf.Data;
using FastMf.Models;

namespace FastMf.Cli.Report;

/// <summary>Numbers to draw a distribution of: all of them, or evenly spaced ones where there are very many.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Values">The numbers, at least one.</param>
/// <param name="OneOf">1 where all are here, k where only one in k is.</param>
internal sealed record Sample(string Name, float[] Values, int OneOf)
{
    private const int MaxValues = 1_000_000;

    /// <summary>Factors: whole rows, so that no column is preferred.</summary>
    public static Sample? Of(string name, FactorMatrix factors)
    {
        int step = StepOver((long)factors.Rows * factors.Columns);
        List<float> values = [];
        for (int row = 0; row < factors.Rows; row += step)
            values.AddRange(factors[row]);
        return values.Count == 0 ? null : new(name, [.. values], step);
    }

    /// <summary>Predictions for the pairs that are rated; unknown users and items by the fall-back.</summary>
    public static Sample? Of(string name, FactorModel model, Ratings? ratings)
    {
        if (ratings is null or { Count: 0 })
            return null;
        int step = StepOver(ratings.Count);
        int[] userRows = Rows(ratings.Users, model.Users);
        int[] itemRows = Rows(ratings.Items, model.Items);
        int count = (ratings.Count - 1) / step + 1;
        int[] users = new int[count];
        int[] items = new int[count];
        for (int k = 0; k < count; k++)
        {
            users[k] = userRows[ratings.UserRows[k * step]];
            items[k] = itemRows[ratings.ItemRows[k * step]];
        }
        float[] predictions = new float[count];
        model.Predict(users, items, predictions);
        return new(name, predictions, step);
    }

    private static int StepOver(long count) => (int)((count - 1) / MaxValues) + 1;

    /// <summary>The rows of another map that hold the same ids; -1 where there is none.</summary>
    private static int[] Rows(IdMap from, IdMap to)
    {
        int[] rows = new int[from.Count];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = to.TryGetRow(from[row], out int found) ? found : -1;
        return rows;
    }
}
