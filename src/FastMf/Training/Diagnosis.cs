using System.Collections;

namespace FastMf.Training;

/// <summary>
/// What a fit's history and model tell about how it went: a list of findings, most serious first. Empty where nothing
/// was found; what could not be judged is absent, see docs/diagnosis.md. Unstable steps need
/// <see cref="TrainerOptions.TrackObjective"/>, overfitting needs validation ratings, dead factors need neither.
/// </summary>
public sealed class Diagnosis : IReadOnlyList<Finding>
{
    /// <summary>Of these the first that applies is told: each explains what the others would see, too.</summary>
    private static readonly IDiagnosisRule[] _steps =
    [
        new ExplodingPenaltyRule(),
        new DivergingRule(),
        new OscillatingRule(),
    ];

    /// <summary>Likewise, where the steps are sound.</summary>
    private static readonly IDiagnosisRule[] _fit =
    [
        new OverfittingRule(),
        new UnderfittingRule(),
        new PenaltyDominatesRule(),
    ];

    private readonly Finding[] _findings;

    private Diagnosis(params Finding[] findings) => _findings = findings;

    /// <summary>Nothing was found.</summary>
    public static Diagnosis Empty { get; } = new();

    /// <summary>How many findings there are.</summary>
    public int Count => _findings.Length;

    /// <summary>A finding, 0 for the most serious one.</summary>
    public Finding this[int index] => _findings[index];

    /// <summary>The finding of a kind, or null.</summary>
    public Finding? Find(FindingKind kind) => Array.Find(_findings, finding => finding.Kind == kind);

    /// <inheritdoc/>
    public IEnumerator<Finding> GetEnumerator() => _findings.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One line a finding.</summary>
    public override string ToString() => string.Join(Environment.NewLine, _findings.AsEnumerable());

    /// <summary>Judges a fit.</summary>
    internal static Diagnosis Of(FitEvidence fit)
    {
        if (First(_steps, fit) is { } unstable)
            return new Diagnosis(unstable);
        Finding?[] found = [First(_fit, fit), new DeadFactorsRule().Judge(fit)];
        return new Diagnosis([.. found.OfType<Finding>()]);
    }

    private static Finding? First(IDiagnosisRule[] rules, FitEvidence fit)
    {
        foreach (IDiagnosisRule rule in rules)
        {
            if (rule.Judge(fit) is { } finding)
                return finding;
        }
        return null;
    }
}
