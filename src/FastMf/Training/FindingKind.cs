namespace FastMf.Training;

/// <summary>What a fit may suffer from; docs/diagnosis.md has a table with what each needs, means, and what to try.</summary>
public enum FindingKind
{
    /// <summary>The objective goes up and up, or the fit ended in numbers that are none.</summary>
    Diverging,

    /// <summary>The objective goes up and down and gets nowhere.</summary>
    Oscillating,

    /// <summary>
    /// The cost rises while the fit to the ratings gets better: the penalty grows by more than the data cost falls.
    /// </summary>
    ExplodingPenalty,

    /// <summary>From some epoch on the validation error rises while the training error falls.</summary>
    Overfitting,

    /// <summary>The fit ended while it was still getting better quickly.</summary>
    Underfitting,

    /// <summary>The penalty leaves nothing of the factors, or is most of what is left of the objective.</summary>
    PenaltyDominates,

    /// <summary>Some columns of U and V are zero beside the others.</summary>
    DeadFactors,
}
