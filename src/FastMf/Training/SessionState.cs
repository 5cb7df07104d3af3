using FastMf.Data;

namespace FastMf.Training;

/// <summary>
/// Where a session's arrays go to or come from: the same calls in the same order write a checkpoint and restore from one,
/// so that neither can forget what the other does.
/// </summary>
internal abstract class SessionState
{
    /// <summary>Whether what is handed over is overwritten.</summary>
    public abstract bool IsRestoring { get; }

    /// <summary>Writes down or overwrites a matrix.</summary>
    public abstract void Exchange(string name, FactorMatrix matrix);

    /// <summary>Writes down or overwrites an array; it is read at the end of the writing, and must not change till then.</summary>
    public abstract void Exchange(string name, float[] values);

    /// <summary>Writes down or overwrites a few numbers.</summary>
    public abstract void Exchange(string name, double[] values);
}
