using FastMf.Data;
using FastMf.Models;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>Stochastic gradient descent, rating by rating.</summary>
/// <param name="options">Rank, penalty, step size and the rest; the defaults are good ones.</param>
public sealed class SgdTrainer(SgdOptions? options = null) : Trainer
{
    /// <summary>What this trainer was told.</summary>
    public SgdOptions Options { get; } = options ?? new SgdOptions();

    /// <inheritdoc/>
    public override FitResult Fit(
        Ratings train,
        Ratings? validation,
        FactorModel? initial = null,
        IProgress<EpochReport>? progress = null,
        CancellationToken cancellationToken = default
    ) => throw new NotImplementedException();
}
