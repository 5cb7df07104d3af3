namespace FastMf.Penalties;

/// <summary>
/// The probabilistic reading: factors drawn from a prior, ratings with normal noise around y. J of the squared loss, with
/// exponent 0 and the sum over ratings, is then 2 sigma^2 times the negative logarithm of the posterior, and a constant.
/// docs/numerics.md derives it, also for other losses, exponents and the mean.
/// </summary>
public abstract partial record Penalty
{
    /// <summary>
    /// The L2 penalty of normal priors N(0, s^2): lambda = 2 sigma^2 / s^2. Fits factors and biases; and back:
    /// <see cref="L2Penalty.PriorVariances"/>.
    /// </summary>
    /// <param name="noiseVariance">sigma^2 of the ratings around y: finite, above 0.</param>
    /// <param name="priorVariance">s^2 of each factor: above 0; infinity for none at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance is out of range, or lambda would be.</exception>
    public static L2Penalty FromPriorVariance(double noiseVariance, double priorVariance)
    {
        float lambda = Lambda(noiseVariance, priorVariance, nameof(priorVariance));
        return new(lambda, lambda);
    }

    /// <summary>The same with a prior for users' factors and one for items'.</summary>
    /// <param name="noiseVariance">sigma^2 of the ratings around y: finite, above 0.</param>
    /// <param name="userVariance">s^2 of each factor of a user: above 0; infinity for none at all.</param>
    /// <param name="itemVariance">s^2 of each factor of an item: likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance is out of range, or lambda would be.</exception>
    public static L2Penalty FromPriorVariance(double noiseVariance, double userVariance, double itemVariance) =>
        new(
            Lambda(noiseVariance, userVariance, nameof(userVariance)),
            Lambda(noiseVariance, itemVariance, nameof(itemVariance))
        );

    /// <summary>
    /// The L1 penalty of Laplace priors with density e^(-|x|/b) / (2 b): lambda = 2 sigma^2 / b. And back:
    /// <see cref="L1Penalty.LaplaceScales"/>.
    /// </summary>
    /// <param name="noiseVariance">sigma^2 of the ratings around y: finite, above 0.</param>
    /// <param name="scale">b of each factor, whose variance is 2 b^2: above 0; infinity for none at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance or the scale is out of range, or lambda would be.</exception>
    public static L1Penalty FromLaplaceScale(double noiseVariance, double scale)
    {
        float lambda = Lambda(noiseVariance, scale, nameof(scale));
        return new(lambda, lambda);
    }

    /// <summary>The same with a prior for users' factors and one for items'.</summary>
    /// <param name="noiseVariance">sigma^2 of the ratings around y: finite, above 0.</param>
    /// <param name="userScale">b of each factor of a user: above 0; infinity for none at all.</param>
    /// <param name="itemScale">b of each factor of an item: likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance or a scale is out of range, or lambda would be.</exception>
    public static L1Penalty FromLaplaceScale(double noiseVariance, double userScale, double itemScale) =>
        new(Lambda(noiseVariance, userScale, nameof(userScale)), Lambda(noiseVariance, itemScale, nameof(itemScale)));

    /// <summary>And back: 2 sigma^2 over lambda, which is infinite where there is no penalty.</summary>
    private protected static (double Users, double Items) Spreads(LambdaPenalty penalty, double noiseVariance)
    {
        CheckNoise(noiseVariance);
        return (2 * noiseVariance / penalty.Users, 2 * noiseVariance / penalty.Items);
    }

    private static float Lambda(double noiseVariance, double spread, string name)
    {
        CheckNoise(noiseVariance);
        if (!(spread > 0))
            throw new ArgumentOutOfRangeException(name, spread, "Expected a number above 0, or infinity.");
        float lambda = (float)(2 * noiseVariance / spread);
        return float.IsFinite(lambda)
            ? lambda
            : throw new ArgumentOutOfRangeException(name, spread, "It is so small that lambda would have no end.");
    }

    private static void CheckNoise(double noiseVariance)
    {
        if (!(noiseVariance > 0 && double.IsFinite(noiseVariance)))
            throw new ArgumentOutOfRangeException(
                nameof(noiseVariance),
                noiseVariance,
                "Expected a finite number above 0."
            );
    }
}
