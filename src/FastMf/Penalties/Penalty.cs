namespace FastMf.Penalties;

/// <summary>
/// What large factors cost: penalty(u_i) and penalty(v_j) of the objective, where a row's share is multiplied by
/// n^nu, and norms of whole matrices. Users and items may have their own strength. Penalties add up:
/// <c>Penalty.L2(0.05f) + Penalty.L1(0.01f)</c>.
/// </summary>
public abstract partial record Penalty
{
    private protected Penalty() { }

    /// <summary>No penalty.</summary>
    public static Penalty None { get; } = new L2Penalty(0f, 0f);

    /// <summary>The name on the command line and in model files; of a sum, those of its parts.</summary>
    public abstract string Name { get; }

    /// <summary>What it consists of: itself alone, or the parts of a sum.</summary>
    public abstract IReadOnlyList<LambdaPenalty> Parts { get; }

    /// <summary>lambda/2 * sum of squares, the same lambda for users and items.</summary>
    /// <param name="lambda">The strength: finite, not negative.</param>
    public static Penalty L2(float lambda) => new L2Penalty(lambda, lambda);

    /// <summary>lambda/2 * sum of squares, a lambda for users and one for items.</summary>
    /// <param name="users">The users' strength: finite, not negative.</param>
    /// <param name="items">The items' strength: finite, not negative.</param>
    public static Penalty L2(float users, float items) => new L2Penalty(users, items);

    /// <summary>lambda * sum of absolute values, the same lambda for users and items; makes factors exactly 0.</summary>
    /// <param name="lambda">The strength: finite, not negative.</param>
    public static Penalty L1(float lambda) => new L1Penalty(lambda, lambda);

    /// <summary>lambda * sum of absolute values, a lambda for users and one for items.</summary>
    /// <param name="users">The users' strength: finite, not negative.</param>
    /// <param name="items">The items' strength: finite, not negative.</param>
    public static Penalty L1(float users, float items) => new L1Penalty(users, items);

    /// <summary>lambda * the unsquared norm of the whole matrix, the same lambda for users and items.</summary>
    /// <param name="lambda">The strength: finite, not negative.</param>
    public static Penalty Frobenius(float lambda) => new FrobeniusPenalty(lambda, lambda);

    /// <summary>lambda * the unsquared norm of the whole matrix, a lambda for users and one for items.</summary>
    /// <param name="users">The users' strength: finite, not negative.</param>
    /// <param name="items">The items' strength: finite, not negative.</param>
    public static Penalty Frobenius(float users, float items) => new FrobeniusPenalty(users, items);

    /// <summary>Both penalties at once; the lambdas of one kind are added.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sum of two lambdas is not finite.</exception>
    public static Penalty operator +(Penalty left, Penalty right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return PenaltySum.Of(left.Parts.Concat(right.Parts));
    }

    /// <summary>The same as the operator +.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static Penalty Add(Penalty left, Penalty right) => left + right;

    /// <summary>The same penalty with the roles of users and items exchanged.</summary>
    public abstract Penalty Transpose();

    /// <summary>Its text, as in model files.</summary>
    public sealed override string ToString() => PenaltyCatalog.Format(this);

    /// <summary>What training has to know for the users.</summary>
    internal abstract PenaltyStrength UserStrength { get; }

    /// <summary>What training has to know for the items.</summary>
    internal abstract PenaltyStrength ItemStrength { get; }

    /// <summary>Whether it moves factors to exactly 0.</summary>
    internal bool HasThreshold => UserStrength.Threshold > 0f || ItemStrength.Threshold > 0f;

    /// <summary>Whether it needs the norm of a whole matrix.</summary>
    internal bool HasNorm => UserStrength.Norm > 0f || ItemStrength.Norm > 0f;

    /// <summary>penalty(u_i), without n^nu and without norms of whole matrices.</summary>
    internal abstract double UserValue(ReadOnlySpan<float> row);

    /// <summary>penalty(v_j), without n^nu and without norms of whole matrices.</summary>
    internal abstract double ItemValue(ReadOnlySpan<float> row);
}
