using FastMf.Catalogs;

namespace FastMf.Penalties;

/// <summary>A penalty of one kind, whose strength is lambda: one for users and one for items.</summary>
public abstract record LambdaPenalty : Penalty, IEntry<LambdaPenalty>
{
    private protected LambdaPenalty(float users, float items)
    {
        Users = Checked(users, nameof(users));
        Items = Checked(items, nameof(items));
    }

    /// <summary>The users' lambda.</summary>
    public float Users { get; }

    /// <summary>The items' lambda.</summary>
    public float Items { get; }

    /// <summary>Its formula in one line, as help and documents show it.</summary>
    public abstract string Formula { get; }

    /// <summary>Its two lambdas.</summary>
    public IReadOnlyList<Setting<LambdaPenalty>> Settings =>
        [
            Setting.Number<LambdaPenalty>(
                "users",
                nameof(Users),
                "the users' lambda",
                Users,
                Bounds.NotNegative,
                users => With(users, Items)
            ),
            Setting.Number<LambdaPenalty>(
                "items",
                nameof(Items),
                "the items' lambda",
                Items,
                Bounds.NotNegative,
                items => With(Users, items)
            ),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<LambdaPenalty> Parts => [this];

    /// <inheritdoc/>
    public override Penalty Transpose() => With(Items, Users);

    internal override PenaltyStrength UserStrength => Strength(Users);

    internal override PenaltyStrength ItemStrength => Strength(Items);

    internal override double UserValue(ReadOnlySpan<float> row) => Value(Users, row);

    internal override double ItemValue(ReadOnlySpan<float> row) => Value(Items, row);

    /// <summary>The same kind with other lambdas.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A lambda is negative or not finite.</exception>
    internal abstract LambdaPenalty With(float users, float items);

    /// <summary>What training has to know.</summary>
    private protected abstract PenaltyStrength Strength(float lambda);

    /// <summary>penalty(row), without n^nu; 0 for a penalty of whole matrices.</summary>
    private protected abstract double Value(float lambda, ReadOnlySpan<float> row);

    private static float Checked(float lambda, string name) =>
        float.IsFinite(lambda) && lambda >= 0f
            ? lambda
            : throw new ArgumentOutOfRangeException(name, lambda, "lambda must be finite and not negative.");
}
