namespace FastMf.Tests.Reference;

/// <summary>
/// Stochastic gradient descent with squared loss in double precision, rating after rating, by the formula:
/// <code>
/// g = 2 w (r - (mu + a + b + u.v))
/// u += s_u (g v - shrink u)     v += s_v (g u - shrink v)     a += c s_u (g - biasShrink a)     b likewise
/// u = soft(u, s_u threshold)    v likewise                                  (L1)
/// s = rate / sqrt(G) with AdaGrad, where G += g^2 afterwards; else s = rate
/// </code>
/// </summary>
internal sealed class PlainSgd(double[][] users, double[][] items, PlainSgd.Row[] userRows, PlainSgd.Row[] itemRows)
{
    public double Mean { get; init; }

    public double BiasShare { get; init; }

    public double Rate { get; init; }

    public bool AdaGrad { get; init; }

    public bool NonNegative { get; init; }

    public void Step(int user, int item, double rating, double weight)
    {
        double[] u = users[user];
        double[] v = items[item];
        Row a = userRows[user];
        Row b = itemRows[item];
        double g = 2 * weight * (rating - (Mean + a.Bias + b.Bias + u.Zip(v, (x, y) => x * y).Sum()));
        double userStep = AdaGrad ? Rate / Math.Sqrt(a.Accumulator) : Rate;
        double itemStep = AdaGrad ? Rate / Math.Sqrt(b.Accumulator) : Rate;
        users[user] =
        [
            .. u.Zip(
                v,
                (x, y) => Project(PlainPenalty.Soft(x + userStep * (g * y - a.Shrink * x), userStep * a.Threshold))
            ),
        ];
        items[item] =
        [
            .. v.Zip(
                u,
                (y, x) => Project(PlainPenalty.Soft(y + itemStep * (g * x - b.Shrink * y), itemStep * b.Threshold))
            ),
        ];
        a.Bias += BiasShare * userStep * (g - a.BiasShrink * a.Bias);
        b.Bias += BiasShare * itemStep * (g - b.BiasShrink * b.Bias);
        a.Accumulator += AdaGrad ? g * g : 0;
        b.Accumulator += AdaGrad ? g * g : 0;
    }

    private double Project(double x) => NonNegative ? Math.Max(x, 0) : x;

    /// <summary>What a row carries besides its factors.</summary>
    public sealed class Row
    {
        public double Bias { get; set; }

        public double Accumulator { get; set; }

        public double Shrink { get; init; }

        public double BiasShrink { get; init; }

        public double Threshold { get; init; }
    }
}
