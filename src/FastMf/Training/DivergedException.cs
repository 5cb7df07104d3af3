using System.Globalization;

namespace FastMf.Training;

/// <summary>Training went off to infinity; no model came of it.</summary>
public sealed class DivergedException : Exception
{
    /// <summary>Describes where the fit broke.</summary>
    public DivergedException(int epoch, double learningRate, double dataCost, double penalty)
        : base(Describe(epoch, learningRate, dataCost, penalty))
    {
        Epoch = epoch;
        LearningRate = learningRate;
        DataCost = dataCost;
        Penalty = penalty;
    }

    /// <summary>The epoch in which it happened.</summary>
    public int Epoch { get; }

    /// <summary>The step size of that epoch; NaN for a solver that has none.</summary>
    public double LearningRate { get; }

    /// <summary>The data cost then; may be infinite or NaN.</summary>
    public double DataCost { get; }

    /// <summary>The penalty then; may be infinite or NaN.</summary>
    public double Penalty { get; }

    private static string Describe(int epoch, double learningRate, double dataCost, double penalty)
    {
        bool steps = double.IsFinite(learningRate);
        string at = steps ? Format($" at learning rate {learningRate}") : "";
        string tried = steps
            ? Format(
                $"Try a smaller learning rate (for example {learningRate / 4:G3}), a step size that adapts (the adagrad schedule, the adam optimizer), or a smaller penalty; look"
            )
            : "Look";
        return Format($"Training diverged in epoch {epoch}{at}: data cost {dataCost}, penalty {penalty}. ")
            + $"{tried} for outliers among the ratings.";
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
