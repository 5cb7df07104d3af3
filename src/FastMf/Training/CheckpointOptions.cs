namespace FastMf.Training;

/// <summary>
/// Checkpoints of a fit: all that it needs to go on, written from time to time. A fit that is resumed gives the model
/// that it would have given without the stop, to the bit, by whatever number of threads (Hogwild, where threads race,
/// is the exception). One file, <see cref="FileName"/>, replaced as a whole: there is always the last one. It is a model
/// file, too: <see cref="IO.ModelFile.Load(string)"/> gives the model of its epoch.
/// </summary>
/// <remarks>
/// A fit resumes from a checkpoint of the same ratings, validation ratings, initial model and options, written by the same
/// version of FastMf. Only these may be others: threads; <see cref="TrainerOptions.TrackObjective"/>; the number of epochs,
/// and patience and tolerance, as long as the fit would have come to the checkpoint with them.
/// </remarks>
public sealed record CheckpointOptions
{
    /// <summary>The name of a checkpoint in its folder.</summary>
    public const string FileName = "checkpoint.safetensors";

    /// <summary>The folder to write to, which must exist; null to write none.</summary>
    public string? Folder { get; init; }

    /// <summary>A checkpoint every so many epochs, 1 or more; and one at the end, from which more epochs can follow.</summary>
    public int Every { get; init; } = 1;

    /// <summary>The folder with the checkpoint to go on from; null to begin anew.</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>Refuses what cannot be, before any work.</summary>
    /// <exception cref="ArgumentException">The epochs between checkpoints are no number of epochs.</exception>
    /// <exception cref="IOException">A folder, or the checkpoint to go on from, is missing.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Every, 1);
        if (Folder is not null && !Directory.Exists(Folder))
            throw new DirectoryNotFoundException($"The folder for checkpoints, '{Folder}', does not exist.");
        if (ResumeFrom is not null && !File.Exists(Path.Combine(ResumeFrom, FileName)))
            throw new FileNotFoundException(
                $"There is no checkpoint to resume from: no {FileName} in '{ResumeFrom}'.",
                Path.Combine(ResumeFrom, FileName)
            );
    }
}
