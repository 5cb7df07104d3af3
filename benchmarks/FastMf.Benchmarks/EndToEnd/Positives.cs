using FastMf.Data;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>Some of the ratings of a set, with its ids.</summary>
internal static class Positives
{
    /// <summary>Ratings of at least a value; also of the first users alone.</summary>
    public static Ratings Of(Ratings ratings, float least, int users = int.MaxValue)
    {
        ReadOnlySpan<int> userRows = ratings.UserRows;
        ReadOnlySpan<int> itemRows = ratings.ItemRows;
        ReadOnlySpan<float> values = ratings.Values;
        List<int> keptUsers = [];
        List<int> keptItems = [];
        List<float> keptValues = [];
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k] < least || userRows[k] >= users)
                continue;
            keptUsers.Add(userRows[k]);
            keptItems.Add(itemRows[k]);
            keptValues.Add(values[k]);
        }
        return new Ratings(ratings.Users, ratings.Items, [.. keptUsers], [.. keptItems], [.. keptValues]);
    }
}
