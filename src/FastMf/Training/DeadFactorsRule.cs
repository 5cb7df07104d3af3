using FastMf.Data;

namespace FastMf.Training;

/// <summary>
/// Columns k of which so little is left that |u_k| |v_k|, the size of their part u_k v_k^T of all predictions, is below
/// a thousandth of the largest column's. Where even that one is nothing beside the ratings, all are alike.
/// </summary>
internal sealed class DeadFactorsRule : IDiagnosisRule
{
    private const double Dead = 1e-3;
    private const double Nothing = 1e-4; // mean size of the largest part, in units of the span of the ratings

    public Finding? Judge(FitEvidence fit)
    {
        int rank = fit.Model.Rank;
        double[] users = Squares(fit.Model.UserFactors);
        double[] items = Squares(fit.Model.ItemFactors);
        double[] sizes = [.. users.Zip(items, (u, v) => Math.Sqrt(u) * Math.Sqrt(v))];
        double largest = sizes.Max();
        int dead = sizes.Count(size => size < Dead * largest);
        double pairs = (double)fit.Model.UserFactors.Rows * fit.Model.ItemFactors.Rows;
        double span = fit.Model.Info.MaxRating - fit.Model.Info.MinRating;
        if (dead == 0 || largest / Math.Sqrt(pairs) <= Nothing * span)
            return null;
        return new(
            FindingKind.DeadFactors,
            FitEvidence.Text(
                $"{dead} of {rank} factors are dead: their part of the predictions is below a thousandth of the strongest one's."
            ),
            FitEvidence.Text(
                $"A rank of {rank - dead} would do the same in less time; to bring them to life, try a smaller lambda or another start (a larger init scale)."
            ),
            [new("dead", dead), new("rank", rank), new("largest", largest)]
        );
    }

    /// <summary>The sum of squares of each column, row after row.</summary>
    private static double[] Squares(FactorMatrix factors)
    {
        double[] sums = new double[factors.Columns];
        for (int row = 0; row < factors.Rows; row++)
        {
            ReadOnlySpan<float> values = factors.Values(row);
            for (int k = 0; k < values.Length; k++)
                sums[k] += (double)values[k] * values[k];
        }
        return sums;
    }
}
