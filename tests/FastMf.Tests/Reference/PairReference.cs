using FastMf.Kernels;

namespace FastMf.Tests.Reference;

/// <summary>Steps of logistic pairs as the formulas say, in double precision: slopes and step sizes of sixteen, then their moves.</summary>
internal sealed class PairReference(double[][] users, double[][] items, double[] bias, PairTerms terms, double rate)
{
    public double[] UserSums { get; } = [.. users.Select(_ => 7.5)];

    public double[] ItemSums { get; } = [.. items.Select(_ => 7.5)];

    /// <summary>Takes the steps; the sum of g^2.</summary>
    public double Run(PairEntry[] pairs, bool adaptive)
    {
        double squares = 0;
        foreach (PairEntry[] group in pairs.Chunk(16))
        {
            double[] slopes = [.. group.Select(pair => pair.Weight / (1 + Math.Exp(Margin(pair))))];
            double[] userSteps = [.. group.Select(pair => Step(UserSums[pair.User]))];
            double[] itemSteps = [.. group.Select(pair => Step(ItemSums[pair.Item]))];
            double[] otherSteps = [.. group.Select(pair => Step(ItemSums[pair.Other]))];
            for (int k = 0; k < group.Length; k++)
            {
                Move(group[k], slopes[k], userSteps[k], itemSteps[k], otherSteps[k]);
                squares += slopes[k] * slopes[k];
            }
        }
        return squares;

        double Step(double sum) => adaptive ? rate / Math.Sqrt(sum) : rate;
    }

    private double Margin(PairEntry pair) =>
        bias[pair.Item]
        - bias[pair.Other]
        + users[pair.User].Select((x, d) => x * (items[pair.Item][d] - items[pair.Other][d])).Sum();

    private void Move(PairEntry pair, double g, double userStep, double itemStep, double otherStep)
    {
        (double[] u, double[] v, double[] z) = (users[pair.User], items[pair.Item], items[pair.Other]);
        for (int d = 0; d < u.Length; d++)
        {
            (double x, double liked, double other) = (u[d], v[d], z[d]);
            u[d] += userStep * (g * (liked - other) - terms.UserShrink * x);
            v[d] += itemStep * (g * x - terms.ItemShrink * liked);
            z[d] += otherStep * (-g * x - terms.ItemShrink * other);
        }
        bias[pair.Item] += terms.BiasShare * itemStep * (g - terms.BiasShrink * bias[pair.Item]);
        bias[pair.Other] += terms.BiasShare * otherStep * (-g - terms.BiasShrink * bias[pair.Other]);
        UserSums[pair.User] += g * g;
        ItemSums[pair.Item] += g * g;
        ItemSums[pair.Other] += g * g;
    }
}
