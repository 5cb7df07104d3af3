using FastMf.Kernels;

namespace FastMf.Evaluation;

/// <summary>
/// Normalized discounted cumulative gain at K: the sum over the hits of 1 / log2(place + 1), places counted from 1,
/// / the same of the ideal list, which has hits at its first min(K, R) places. The gain of a hit is 1.
/// </summary>
internal static class Ndcg
{
    public static double Of(in RankedUser user)
    {
        double gain = 0;
        for (int i = 0; i < user.Hits.Length; i++)
        {
            if (user.Hits[i])
                gain += user.Discounts[i];
        }
        double ideal = 0;
        foreach (double discount in user.Discounts[..Math.Min(user.Cutoff, user.Relevant)])
            ideal += discount;
        return gain / ideal;
    }

    /// <summary>1 / log2(place + 1) for the places 1 … count.</summary>
    public static double[] Discounts(int count)
    {
        double[] discounts = new double[count];
        for (int i = 0; i < count; i++)
            discounts[i] = 1 / Elementary.Log2(i + 2);
        return discounts;
    }
}
