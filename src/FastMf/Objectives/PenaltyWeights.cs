using FastMf.Models;

namespace FastMf.Objectives;

/// <summary>
/// How much of its penalty a row carries: n^nu for a row with n ratings, nothing for a row without. Per-rating
/// training hands each of the row's ratings the share n^(nu-1), so that one epoch adds up to n^nu.
/// </summary>
internal static class PenaltyWeights
{
    /// <summary>n_i: how often each row 0 … <paramref name="rowCount"/> - 1 occurs; negative (unknown) rows are left out.</summary>
    public static int[] Counts(ReadOnlySpan<int> rows, int rowCount)
    {
        int[] counts = new int[rowCount];
        int last = -1;
        int run = 0; // of the last row: rows often come in runs, and a counter in memory takes its time to be counted again
        foreach (int row in rows)
        {
            if (row == last)
            {
                run++;
                continue;
            }
            if (last >= 0)
                counts[last] += run;
            (last, run) = (row, 1);
        }
        if (last >= 0)
            counts[last] += run;
        return counts;
    }

    /// <summary>The rows that occur, ascending.</summary>
    public static int[] Occurring(ReadOnlySpan<int> counts)
    {
        int[] rows = new int[counts.Length];
        int next = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            if (counts[row] > 0)
                rows[next++] = row;
        }
        return rows[..next];
    }

    /// <summary>n^nu, and 0 for n = 0 at any nu.</summary>
    public static double OfRow(int n, float nu) => ObjectiveOptions.RowWeight(n, nu);

    /// <summary>n^(nu-1), and 0 for n = 0.</summary>
    public static double OfRating(int n, float nu) => n == 0 ? 0 : OfRow(n, nu) / n;

    /// <summary>n_i^nu for each row.</summary>
    public static double[] OfRows(ReadOnlySpan<int> counts, float nu)
    {
        double[] weights = new double[counts.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = OfRow(counts[i], nu);
        return weights;
    }

    /// <summary>n_i^(nu-1) for each row: what one of its ratings carries.</summary>
    public static float[] OfRatings(ReadOnlySpan<int> counts, float nu)
    {
        float[] weights = new float[counts.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (float)OfRating(counts[i], nu);
        return weights;
    }
}
