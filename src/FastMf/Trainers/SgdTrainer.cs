using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// Stochastic gradient descent, rating by rating, on
/// J = sum w loss(r, y) + sum_i n_i^nu penalty(u_i) + sum_j n_j^nu penalty(v_j) + the biases' penalties: each rating
/// carries the share n^(nu-1) of its rows' penalty, so that an epoch's gradients, taken at one point, add up to the
/// gradient of J.
/// </summary>
public sealed class SgdTrainer : Trainer
{
    /// <summary>A trainer with the given options.</summary>
    /// <param name="options">Rank, penalty, step size and the rest; null for the defaults, which are good ones.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SgdTrainer(SgdOptions? options = null)
    {
        Options = options ?? new SgdOptions();
        Options.Check();
    }

    /// <summary>What this trainer was told.</summary>
    public SgdOptions Options { get; }

    private protected override TrainerOptions Common => Options;

    private protected override TrainingSession Begin(
        StartingPoint start,
        WorkerTeam team,
        CancellationToken cancellationToken
    ) => new SgdSession(Options, start, team, cancellationToken);
}
