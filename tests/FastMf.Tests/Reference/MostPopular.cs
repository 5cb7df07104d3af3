using FastMf.Data;
using FastMf.Models;

namespace FastMf.Tests.Reference;

/// <summary>The model whose every recommendation is known in advance: the items with the most ratings.</summary>
internal static class MostPopular
{
    /// <summary>A model whose score is an item's number of ratings, for each user.</summary>
    public static FactorModel Of(Ratings train)
    {
        float[] counts = new float[train.Items.Count];
        foreach (int item in train.ItemRows)
            counts[item]++;
        return new FactorModel(
            new FactorMatrix(train.Users.Count, 1),
            new FactorMatrix(train.Items.Count, 1),
            users: train.Users,
            items: train.Items,
            itemBias: counts
        );
    }
}
