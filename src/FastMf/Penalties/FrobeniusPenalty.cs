namespace FastMf.Penalties;

/// <summary>
/// lambda * ||U||_F, the norm of the whole matrix without its square, and the same of V: no n^nu, and rows without
/// ratings count too. Gradient lambda * U / ||U||_F, and 0 at the zero matrix. It needs the norm of all rows at once,
/// so it is for gradients of the whole matrices alone.
/// </summary>
public sealed record FrobeniusPenalty : LambdaPenalty
{
    /// <param name="users">The users' lambda: finite, not negative.</param>
    /// <param name="items">The items' lambda: finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or not finite.</exception>
    public FrobeniusPenalty(float users, float items)
        : base(users, items) { }

    /// <inheritdoc/>
    public override string Name => "frobenius";

    /// <inheritdoc/>
    public override string Formula => "lambda ||U||_F, lambda ||V||_F: norms of the whole matrices, without the square";

    internal override FrobeniusPenalty With(float users, float items) => new(users, items);

    private protected override PenaltyStrength Strength(float lambda) => new() { Norm = lambda };

    private protected override double Value(float lambda, ReadOnlySpan<float> row) => 0;
}
