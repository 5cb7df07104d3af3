namespace FastMf.Training;

/// <summary>What is known of a fit after an epoch. What nobody asked for is null, since computing it takes time.</summary>
/// <param name="Epoch">The epoch; 0 is the start, before any step.</param>
/// <param name="Objective">J: data cost plus penalty. Null unless <see cref="TrainerOptions.TrackObjective"/>.</param>
/// <param name="DataCost">s * sum of w * loss.</param>
/// <param name="Penalty">J less the data cost.</param>
/// <param name="TrainRmse">Root of the mean squared error on the training ratings, unclipped.</param>
/// <param name="ValidationRmse">The same on the validation ratings; null without them.</param>
/// <param name="LearningRate">The step size of this epoch; NaN for a solver that has none.</param>
/// <param name="Seconds">Wall-clock seconds since the start of the fit.</param>
/// <param name="ValidationLogLoss">
/// Mean cross-entropy of sigmoid(y) on the validation ratings, for losses whose ratings name classes; these have no
/// <paramref name="TrainRmse"/> and no <paramref name="ValidationRmse"/>.
/// </param>
/// <param name="UserNorm">||U||_F, the root of the sum of the squares of all user factors. Null with <paramref name="Objective"/>.</param>
/// <param name="ItemNorm">||V||_F, the same of the item factors.</param>
/// <param name="ValidationNdcg">
/// ndcg@10 on the validation ratings, training ratings excluded, for trainers that rank; these have no
/// <paramref name="TrainRmse"/> and no <paramref name="ValidationRmse"/>.
/// </param>
public readonly record struct EpochReport(
    int Epoch,
    double? Objective,
    double? DataCost,
    double? Penalty,
    double? TrainRmse,
    double? ValidationRmse,
    double LearningRate,
    double Seconds,
    double? ValidationLogLoss = null,
    double? UserNorm = null,
    double? ItemNorm = null,
    double? ValidationNdcg = null
);
