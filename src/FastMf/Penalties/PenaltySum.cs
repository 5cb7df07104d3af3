namespace FastMf.Penalties;

/// <summary>
/// Several penalties at once, such as the elastic net's L2 and L1: values, gradients and thresholds add up. Made by
/// adding penalties; has two kinds or more, each once, in the order of their names.
/// </summary>
public sealed record PenaltySum : Penalty
{
    private readonly LambdaPenalty[] _parts;

    private PenaltySum(LambdaPenalty[] parts) => _parts = parts;

    /// <inheritdoc/>
    public override string Name => string.Join(" + ", _parts.Select(part => part.Name));

    /// <inheritdoc/>
    public override IReadOnlyList<LambdaPenalty> Parts => _parts;

    internal override PenaltyStrength UserStrength =>
        _parts.Aggregate(default(PenaltyStrength), (sum, part) => sum + part.UserStrength);

    internal override PenaltyStrength ItemStrength =>
        _parts.Aggregate(default(PenaltyStrength), (sum, part) => sum + part.ItemStrength);

    /// <inheritdoc/>
    public override Penalty Transpose() =>
        new PenaltySum([.. _parts.Select(part => part.With(part.Items, part.Users))]);

    /// <summary>Whether the other one has the same parts.</summary>
    public bool Equals(PenaltySum? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    /// <inheritdoc/>
    public override int GetHashCode() => _parts.Aggregate(0, HashCode.Combine);

    internal override double UserValue(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (LambdaPenalty part in _parts)
            sum += part.UserValue(row);
        return sum;
    }

    internal override double ItemValue(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (LambdaPenalty part in _parts)
            sum += part.ItemValue(row);
        return sum;
    }

    /// <summary>The sum of penalties: those of one kind become one, and those that are 0 are left out.</summary>
    internal static Penalty Of(IEnumerable<LambdaPenalty> parts)
    {
        LambdaPenalty[] kinds =
        [
            .. parts
                .GroupBy(part => part.Name, StringComparer.Ordinal)
                .OrderByDescending(kind => kind.Key, StringComparer.Ordinal) // l2 before l1, as the elastic net is written
                .Select(kind => kind.Aggregate((x, y) => x.With(x.Users + y.Users, x.Items + y.Items)))
                .Where(part => part.Users != 0f || part.Items != 0f),
        ];
        return kinds switch
        {
            [] => None,
            [LambdaPenalty one] => one,
            _ => new PenaltySum(kinds),
        };
    }
}
