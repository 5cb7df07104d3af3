using FastMf.Data;

namespace FastMf.Cli;

/// <summary>What the predictor that synthetic ratings were made from reaches: no model can be expected to do much better.</summary>
internal static class Planted
{
    /// <summary>The share of the ratings that is held out.</summary>
    public const double Holdout = 0.1;

    /// <summary>Root of the planted predictor's mean squared error.</summary>
    public static double Rmse(SyntheticData data, Ratings ratings)
    {
        double sum = 0;
        for (int k = 0; k < ratings.Count; k++)
        {
            double error = ratings.Values[k] - data.PlantedPrediction(ratings.UserRows[k], ratings.ItemRows[k]);
            sum += error * error;
        }
        return Math.Sqrt(sum / ratings.Count);
    }
}
