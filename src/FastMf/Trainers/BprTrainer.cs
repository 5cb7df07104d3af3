using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// Bayesian personalized ranking (Rendle et al. 2009): counts, plays or clicks in, a ranking out. For each positive of an
/// epoch another item is drawn, and a step taken that puts the positive further above it: stochastic gradient descent on
/// the objective of <see cref="Models.PairwiseFeedback"/>.
/// </summary>
public sealed class BprTrainer : Trainer
{
    /// <summary>A trainer with the given options.</summary>
    /// <param name="options">Rank, penalty, step size, draws and the rest; null for the defaults, which are good ones.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BprTrainer(BprOptions? options = null)
    {
        Options = options ?? new BprOptions();
        Options.Check();
    }

    /// <summary>What this trainer was told.</summary>
    public BprOptions Options { get; }

    private protected override TrainerOptions Common => Options;

    private protected override TrainingSession Begin(
        StartingPoint start,
        WorkerTeam team,
        CancellationToken cancellationToken
    ) => new BprSession(Options, start, team);
}
