namespace FastMf.Training;

/// <summary>Something worth knowing about how a fit went.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">What was seen, in plain English, with its numbers.</param>
/// <param name="Advice">What to try.</param>
/// <param name="Numbers">The numbers it was judged by.</param>
public sealed record Finding(FindingKind Kind, string Message, string Advice, IReadOnlyList<FindingNumber> Numbers)
{
    /// <summary>The kind as JSON and messages write it, such as <c>exploding-penalty</c>.</summary>
    public string Name =>
        Kind switch
        {
            FindingKind.Diverging => "diverging",
            FindingKind.Oscillating => "oscillating",
            FindingKind.ExplodingPenalty => "exploding-penalty",
            FindingKind.Overfitting => "overfitting",
            FindingKind.Underfitting => "underfitting",
            FindingKind.PenaltyDominates => "penalty-dominates",
            _ => "dead-factors",
        };

    /// <summary>The message and the advice.</summary>
    public override string ToString() => $"{Message} {Advice}";
}
