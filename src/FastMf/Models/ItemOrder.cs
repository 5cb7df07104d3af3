using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Models;

/// <summary>The order in which items are searched: those first that can score high with a user of common length.</summary>
internal static class ItemOrder
{
    private const int Users = 1_000;

    /// <summary>Puts rows of items in order: bias + typical |u| times |v|, falling.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows of items; changed.</param>
    /// <param name="promise">Room of the same length.</param>
    public static void Sort(FactorModel model, int[] rows, double[] promise)
    {
        ReadOnlySpan<float> biases = model.ItemBias;
        double userNorm = biases.IsEmpty ? 1 : TypicalUserNorm(model.UserFactors);
        for (int place = 0; place < rows.Length; place++)
        {
            int row = rows[place];
            float bias = biases.IsEmpty ? 0f : biases[row];
            promise[place] = -(bias + userNorm * Norm(model.ItemFactors, row));
        }
        Array.Sort(promise, rows);
    }

    /// <summary>The length of a row, in double.</summary>
    public static double Norm(FactorMatrix factors, int row)
    {
        using RowRoom room = new(factors, 1);
        return NormOf(factors.Read(row, room.Floats));
    }

    /// <summary>The same of a row that was read.</summary>
    public static double NormOf(ReadOnlySpan<float> row) => Math.Sqrt(Sum.OfSquares(row));

    /// <summary>The mean length of at most 1,000 users' rows; only the order of items follows it.</summary>
    private static double TypicalUserNorm(FactorMatrix users)
    {
        int step = Math.Max(1, users.Rows / Users);
        (double sum, int count) = (0, 0);
        for (int user = 0; user < users.Rows; user += step, count++)
            sum += Norm(users, user);
        return count == 0 ? 1 : sum / count;
    }
}
