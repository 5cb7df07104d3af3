namespace FastMf.Objectives;

/// <summary>J at one point, in its two parts, and the plain squared errors beside it.</summary>
/// <param name="DataCost">s * sum of w * loss(r, y).</param>
/// <param name="Penalty">J less the data cost.</param>
/// <param name="SumOfSquaredErrors">Sum of (r - y)^2 over all ratings, without weights and without s.</param>
/// <param name="Ratings">How many ratings there are: m.</param>
public readonly record struct ObjectiveValue(double DataCost, double Penalty, double SumOfSquaredErrors, int Ratings)
{
    /// <summary>J.</summary>
    public double Total => DataCost + Penalty;

    /// <summary>Root of the mean squared error, unclipped and without weights; 0 where there are no ratings.</summary>
    public double Rmse => Ratings == 0 ? 0 : Math.Sqrt(SumOfSquaredErrors / Ratings);
}
