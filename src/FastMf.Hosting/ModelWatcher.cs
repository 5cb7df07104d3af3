using Microsoft.Extensions.Logging;

namespace FastMf.Hosting;

/// <summary>
/// Waits until a file is another one and stays so. What the file system announces makes it look at once; it looks every
/// so often anyway, since shares, mounts and links announce little.
/// </summary>
internal sealed class ModelWatcher : IDisposable
{
    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _debounce;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _announced = new(0);
    private readonly FileSystemWatcher? _watcher;
    private FileStamp? _known;

    public ModelWatcher(string path, FileStamp? known, RecommenderOptions options, TimeProvider time, ILogger logger)
    {
        _path = Path.GetFullPath(path);
        _known = known;
        _interval = options.PollInterval;
        _debounce = options.Debounce;
        _time = time;
        try
        {
            _watcher = new(Path.GetDirectoryName(_path)!, Path.GetFileName(_path));
            _watcher.Changed += Announce;
            _watcher.Created += Announce;
            _watcher.Renamed += Announce;
            _watcher.EnableRaisingEvents = true;
            logger.Watched(_path);
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _watcher?.Dispose(); // no folder, or no watches left
            _watcher = null;
            logger.OnlyPolled(_path, _interval, error.Message);
        }
    }

    /// <summary>Waits for the next state that is another than the last one.</summary>
    public async Task NextAsync(CancellationToken token)
    {
        while (true)
        {
            if (
                FileStamp.Of(_path) is { } found
                && found != _known
                && await StaysAsync(found, token).ConfigureAwait(false)
            )
            {
                _known = found;
                return;
            }
            await _announced.WaitAsync(_interval, token).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the present state be new once more: reading it failed for reasons that may pass.</summary>
    public void Forget() => _known = null;

    public void Dispose()
    {
        _watcher?.Dispose();
        _announced.Dispose();
    }

    private async Task<bool> StaysAsync(FileStamp found, CancellationToken token)
    {
        await Task.Delay(_debounce, _time, token).ConfigureAwait(false);
        return FileStamp.Of(_path) == found;
    }

    private void Announce(object sender, FileSystemEventArgs e)
    {
        try
        {
            if (_announced.CurrentCount == 0)
                _announced.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last word of a watcher that is being closed.
        }
    }
}
