using FastMf.Data;
using FastMf.Models;
using FastMf.Training;

namespace FastMf.Tests.Training;

/// <summary>A folder for checkpoints that is gone after the test.</summary>
internal sealed class CheckpointFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("fastmf-checkpoints-").FullName;

    public string File => Path.Combine(_path, CheckpointOptions.FileName);

    public string[] Names => [.. Directory.GetFileSystemEntries(_path).Select(name => Path.GetFileName(name))];

    public CheckpointOptions Resuming => new() { ResumeFrom = _path };

    public CheckpointOptions Writing(int every) => new() { Folder = _path, Every = every };

    /// <summary>Runs a fit that is stopped when it has told of the epoch after the given one, whose checkpoint is written.</summary>
    public void StopAfter(
        int epoch,
        Func<int, Trainer> create,
        Ratings train,
        Ratings? validation,
        int every = 1,
        FactorModel? initial = null
    )
    {
        using CancellationTokenSource source = new();
        StopAt progress = new(source, epoch + 1);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            create(epoch + 2).Fit(train, validation, initial, Writing(every), progress, source.Token)
        );
        Assert.Equal([CheckpointOptions.FileName], Names); // nothing half-written beside it
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private sealed class StopAt(CancellationTokenSource source, int epoch) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            if (value.Epoch == epoch)
                source.Cancel();
        }
    }
}
