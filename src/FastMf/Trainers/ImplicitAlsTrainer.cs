using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>
/// Alternating least squares on implicit feedback, iALS (Hu, Koren and Volinsky 2008; Rendle et al. 2022): counts, plays
/// or clicks in, a ranking out. The objective is that of <see cref="ImplicitFeedback"/>, y = w . h. With one side fixed
/// it is a sum of small least squares problems, one a row of the other side. An epoch solves the items, then the users;
/// neither raises J. What costs all pairs is their sum by way of V'V, so that time follows the positives alone.
/// </summary>
public sealed class ImplicitAlsTrainer : Trainer
{
    /// <summary>A trainer with the given options.</summary>
    /// <param name="options">Rank, confidence, penalty and the rest; null for the defaults, which are good ones.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ImplicitAlsTrainer(ImplicitAlsOptions? options = null)
    {
        Options = options ?? new ImplicitAlsOptions();
        Options.Check();
    }

    /// <summary>What this trainer was told.</summary>
    public ImplicitAlsOptions Options { get; }

    private protected override TrainerOptions Common => Options;

    private protected override TrainingSession Begin(
        StartingPoint start,
        WorkerTeam team,
        CancellationToken cancellationToken
    ) =>
        new ImplicitAlsSession(
            Options with
            {
                Penalty = start.Model.Info.Objective.Penalty,
            },
            start,
            team,
            SimdWidth.Current
        );
}
