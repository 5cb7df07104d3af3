namespace FastMf.Training;

/// <summary>Training went off to infinity; no model came of it.</summary>
public sealed class DivergedException : Exception
{
    /// <summary>Describes where the fit broke.</summary>
    /// <param name="epoch">The epoch in which it happened.</param>
    /// <param name="learningRate">The step size then; NaN for a solver that has none.</param>
    /// <param name="dataCost">The data cost then.</param>
    /// <param name="penalty">The penalty then.</param>
    /// <param name="diagnosis">Why, as far as it is known; ends up in the message with what to try.</param>
    public DivergedException(
        int epoch,
        double learningRate,
        double dataCost,
        double penalty,
        Diagnosis? diagnosis = null
    )
        : base(Describe(epoch, learningRate, dataCost, penalty, diagnosis))
    {
        Epoch = epoch;
        LearningRate = learningRate;
        DataCost = dataCost;
        Penalty = penalty;
        Diagnosis = diagnosis ?? Diagnosis.Empty;
    }

    /// <summary>The epoch in which it happened.</summary>
    public int Epoch { get; }

    /// <summary>The step size of that epoch; NaN for a solver that has none.</summary>
    public double LearningRate { get; }

    /// <summary>The data cost then; may be infinite or NaN.</summary>
    public double DataCost { get; }

    /// <summary>The penalty then; may be infinite or NaN.</summary>
    public double Penalty { get; }

    /// <summary>Why, and what to try: one finding, <see cref="FindingKind.Diverging"/> or <see cref="FindingKind.ExplodingPenalty"/>.</summary>
    public Diagnosis Diagnosis { get; }

    private static string Describe(int epoch, double rate, double dataCost, double penalty, Diagnosis? diagnosis)
    {
        string at = double.IsFinite(rate) ? FitEvidence.Text($" at learning rate {rate}") : "";
        string seen = FitEvidence.Text(
            $"Training diverged in epoch {epoch}{at}: data cost {dataCost}, penalty {penalty}."
        );
        string why = diagnosis is { Count: > 0 } ? diagnosis.ToString() : DivergingRule.Advice(rate);
        return $"{seen} {why}";
    }
}
