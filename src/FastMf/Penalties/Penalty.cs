namespace FastMf.Penalties;

/// <summary>
/// What large factors cost: penalty(u_i) and penalty(v_j) of the objective, where a row's share is multiplied by
/// n^nu. Users and items may have their own strength.
/// </summary>
public abstract record Penalty
{
    private protected Penalty() { }

    /// <summary>No penalty.</summary>
    public static Penalty None { get; } = new L2Penalty(0f, 0f);

    /// <summary>The name on the command line and in model files.</summary>
    public abstract string Name { get; }

    /// <summary>lambda/2 * sum of squares, the same lambda for users and items.</summary>
    /// <param name="lambda">The strength: finite, not negative.</param>
    public static Penalty L2(float lambda) => new L2Penalty(lambda, lambda);

    /// <summary>lambda/2 * sum of squares, a lambda for users and one for items.</summary>
    /// <param name="users">The users' strength: finite, not negative.</param>
    /// <param name="items">The items' strength: finite, not negative.</param>
    public static Penalty L2(float users, float items) => new L2Penalty(users, items);

    /// <summary>The same penalty with the roles of users and items exchanged.</summary>
    public abstract Penalty Transpose();

    /// <summary>How a gradient step shrinks a row of users (d penalty / du_i = shrink * u_i).</summary>
    internal abstract float UserShrink { get; }

    /// <summary>How a gradient step shrinks a row of items.</summary>
    internal abstract float ItemShrink { get; }

    /// <summary>penalty(u_i), without n^nu.</summary>
    internal abstract double UserValue(ReadOnlySpan<float> row);

    /// <summary>penalty(v_j), without n^nu.</summary>
    internal abstract double ItemValue(ReadOnlySpan<float> row);
}
