using FastMf.Data;

namespace FastMf.Models;

/// <summary>
/// The plainest baseline: everyone gets the items that most users have, y_ui = n_i, the positives of item i. It is a
/// model like any other, of rank 1 with factors of 0 and n_i as item biases, so that all calls and verbs take it.
/// </summary>
public static class MostPopular
{
    /// <summary>The model.</summary>
    /// <param name="train">What users have.</param>
    /// <param name="positive">The least value that counts; by default all do.</param>
    public static FactorModel Of(Ratings train, float positive = float.NegativeInfinity)
    {
        ArgumentNullException.ThrowIfNull(train);
        PairwiseFeedback pairs = new() { Positive = positive };
        ModelInfo info = new()
        {
            MinRating = train.Min,
            MaxRating = train.Max,
            Objective = new() { Pairwise = pairs },
            Options = new SortedDictionary<string, string> { ["solver"] = "most-popular" },
        };
        return new FactorModel(
            new FactorMatrix(train.Users.Count, 1),
            new FactorMatrix(train.Items.Count, 1),
            info,
            train.Users,
            train.Items,
            itemBias: [.. pairs.Positives(train.ByUser).ColumnCounts().Select(count => (float)count)]
        );
    }
}
