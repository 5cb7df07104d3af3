using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// Gradient descent on J with the optimizers of deep learning: the gradients of U, V, a and b are taken at one point,
/// over all ratings or a batch of them, and an <see cref="Optimizers.Optimizer"/> turns them into a step. A batch B
/// gives the sum over B of the data gradients and |B|/m of the penalty's (sum), or the mean over B and all of the
/// penalty's (mean).
/// </summary>
public sealed class GradientTrainer : Trainer
{
    /// <summary>A trainer with the given options.</summary>
    /// <param name="options">Optimizer, step size, batches, penalty and the rest; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public GradientTrainer(GradientOptions? options = null)
    {
        Options = options ?? new GradientOptions();
        Options.Check();
    }

    /// <summary>What this trainer was told.</summary>
    public GradientOptions Options { get; }

    private protected override TrainerOptions Common => Options;

    private protected override TrainingSession Begin(
        StartingPoint start,
        WorkerTeam team,
        CancellationToken cancellationToken
    ) => new GradientSession(Options, start, team);
}
