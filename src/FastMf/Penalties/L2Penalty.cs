namespace FastMf.Penalties;

/// <summary>
/// penalty(x) = lambda/2 * sum_k x_k^2, gradient lambda * x. With the exponent nu = 0 this is the textbook's
/// lambda/2 * ||U||_F^2; with nu = 1 the weighted form of per-rating SGD and ALS-WR.
/// </summary>
public sealed record L2Penalty : Penalty
{
    /// <param name="users">The users' lambda: finite, not negative.</param>
    /// <param name="items">The items' lambda: finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or not finite.</exception>
    public L2Penalty(float users, float items)
    {
        Users = Checked(users, nameof(users));
        Items = Checked(items, nameof(items));
    }

    /// <summary>The users' lambda.</summary>
    public float Users { get; }

    /// <summary>The items' lambda.</summary>
    public float Items { get; }

    /// <inheritdoc/>
    public override string Name => "l2";

    /// <inheritdoc/>
    public override Penalty Transpose() => new L2Penalty(Items, Users);

    internal override float UserShrink => Users;

    internal override float ItemShrink => Items;

    internal override double UserValue(ReadOnlySpan<float> row) => 0.5 * Users * SumOfSquares(row);

    internal override double ItemValue(ReadOnlySpan<float> row) => 0.5 * Items * SumOfSquares(row);

    private static double SumOfSquares(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float x in row)
            sum += (double)x * x;
        return sum;
    }

    private static float Checked(float lambda, string name) =>
        float.IsFinite(lambda) && lambda >= 0f
            ? lambda
            : throw new ArgumentOutOfRangeException(name, lambda, "lambda must be finite and not negative.");
}
