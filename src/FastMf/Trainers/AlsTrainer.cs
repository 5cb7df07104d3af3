using FastMf.Simd;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// Alternating least squares on
/// J = sum w (r - y)^2 + sum_i n_i^nu lambda_u/2 |u_i|^2 + sum_j n_j^nu lambda_v/2 |v_j|^2 + the biases' penalties:
/// with one side fixed, J is a sum of small least squares problems, one a row of the other side, each solved exactly
/// for the row's factors and bias together. An epoch solves the items, then the users; neither raises J. There is no
/// step size. With non-negative factors or an L1 penalty a row takes a few sweeps of coordinate descent instead.
/// </summary>
public sealed class AlsTrainer : Trainer
{
    /// <summary>A trainer with the given options.</summary>
    /// <param name="options">Rank, penalty and the rest; null for the defaults, which are good ones.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the loss or the penalty is none that it knows.</exception>
    public AlsTrainer(AlsOptions? options = null)
    {
        Options = options ?? new AlsOptions();
        Options.Check();
    }

    /// <summary>What this trainer was told.</summary>
    public AlsOptions Options { get; }

    private protected override TrainerOptions Common => Options;

    private protected override TrainingSession Begin(
        StartingPoint start,
        WorkerTeam team,
        CancellationToken cancellationToken
    ) => new AlsSession(Options, start, team, SimdWidth.Current);
}
