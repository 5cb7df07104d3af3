using System.Globalization;
using FastMf.Models;

namespace FastMf.Training;

/// <summary>What is known when a fit is judged.</summary>
/// <param name="History">The reports; the last one of a fit that diverged may hold numbers that are not finite.</param>
/// <param name="Model">The model, of the best epoch where there is validation; of no use where the fit diverged.</param>
/// <param name="BestEpoch">The epoch of the model.</param>
/// <param name="Stopped">Why the fit ended.</param>
/// <param name="PenaltyStep">See <see cref="TrainingSession.PenaltyStep"/>; NaN where there is no such number.</param>
/// <param name="Diverged">Whether the fit failed.</param>
internal sealed record FitEvidence(
    IReadOnlyList<EpochReport> History,
    FactorModel Model,
    int BestEpoch,
    StopReason Stopped,
    double PenaltyStep,
    bool Diverged
)
{
    /// <summary>Whether a step overshoots the zero that the penalty pulls to by more than it was away from it.</summary>
    public bool PenaltyStepOvershoots => PenaltyStep > 2;

    /// <summary>The last report.</summary>
    public EpochReport Last => History[^1];

    /// <summary>Whether all reports carry J and its parts.</summary>
    public bool IsTracked => History.Count > 1 && History.All(epoch => epoch.Objective is not null);

    /// <summary>The validation error of each report: RMSE, or log loss where ratings name classes; null without, as for trainers that rank.</summary>
    public double[]? ValidationErrors()
    {
        if (History.Count < 2 || History.Any(epoch => Validation(epoch) is null))
            return null;
        return [.. History.Select(epoch => Validation(epoch)!.Value)];
    }

    /// <summary>J of each report, or null.</summary>
    public double[]? Objectives() => IsTracked ? [.. History.Select(epoch => epoch.Objective!.Value)] : null;

    /// <summary>A text with numbers as the whole world writes them.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double? Validation(EpochReport epoch) => epoch.ValidationLogLoss ?? epoch.ValidationRmse;
}
