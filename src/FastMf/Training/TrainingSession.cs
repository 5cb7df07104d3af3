using FastMf.Models;
using FastMf.Objectives;

namespace FastMf.Training;

/// <summary>
/// The state of one fit, as <see cref="EpochLoop"/> sees it. A session may keep its parameters in an order of its own;
/// <see cref="Publish"/> puts them where <see cref="Model"/> shows them.
/// </summary>
internal abstract class TrainingSession : IDisposable
{
    /// <summary>The model; its numbers are those of the last <see cref="Publish"/>.</summary>
    public abstract FactorModel Model { get; }

    /// <summary>The step size of the epoch just run, or of the first one; NaN where there is none.</summary>
    public abstract double LearningRate { get; }

    /// <summary>
    /// Rate x lambda as one step applies it: the largest share of itself that a row loses to its penalty in a step of the
    /// epoch just run. Above 2 it grows instead. NaN where steps adapt to gradients or there are none.
    /// </summary>
    public virtual double PenaltyStep => double.NaN;

    /// <summary>Whether the session must be told the objective of each epoch.</summary>
    public abstract bool WantsObjective { get; }

    /// <summary>Runs an epoch; false where the numbers ran off.</summary>
    public abstract bool RunEpoch(int epoch, CancellationToken cancellationToken);

    /// <summary>Whether the options ask for <see cref="Finish"/>.</summary>
    public virtual bool HasFinish => false;

    /// <summary>
    /// One more epoch of another kind, once the fit is over and <see cref="Model"/> is the one that was chosen; false where
    /// the numbers ran off.
    /// </summary>
    public virtual bool Finish(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Writes the parameters into the model; false where one of them is not finite.</summary>
    public abstract bool Publish();

    /// <summary>Told the objective after an epoch, where it is computed.</summary>
    public abstract void Learn(double objective);

    /// <summary>
    /// Hands over, one by one, all that the session keeps from epoch to epoch besides the model's numbers: it is written to a
    /// checkpoint as it is after <see cref="Publish"/>, or overwritten by what one holds. In that case the model's numbers
    /// are new too. A session that continues must do as if it had never stopped.
    /// </summary>
    public virtual void Exchange(SessionState state) { }

    /// <summary>Tells that the fit is over, however it ended; the model stays.</summary>
    public virtual void Dispose() { }

    /// <summary>The objective on the training ratings now, for the message of a fit that failed.</summary>
    public abstract ObjectiveValue Measure(CancellationToken cancellationToken);
}
