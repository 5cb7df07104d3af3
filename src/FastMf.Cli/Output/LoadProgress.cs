using FastMf.Cli.Options;
using FastMf.IO;

namespace FastMf.Cli.Output;

/// <summary>Shows how far a file is read: on the bar, or in a line each quarter of a file that takes long.</summary>
internal sealed class LoadProgress(Session session, string path) : IProgress<ReadProgress>
{
    private const long LargeFile = 256L << 20;
    private readonly Lock _lock = new();
    private int _quarters;

    public void Report(ReadProgress value)
    {
        double done = value.TotalBytes > 0 ? (double)value.Bytes / value.TotalBytes.Value : 0;
        string text = Numbers.Format($"{Path.GetFileName(path)}: {value.Lines:N0} lines ({done:P0})");
        lock (_lock)
        {
            int quarters = (int)(4 * done);
            if (quarters > _quarters && quarters < 4 && value.TotalBytes > LargeFile)
                session.Progress.Step(done, text);
            else
                session.Progress.Move(done, text);
            _quarters = Math.Max(quarters, _quarters);
        }
    }
}
