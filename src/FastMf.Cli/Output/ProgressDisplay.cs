using System.Diagnostics;

namespace FastMf.Cli.Output;

/// <summary>
/// Shows on standard error how far the work is: a bar that is drawn over and over where that is a terminal, plain
/// lines where it is not.
/// </summary>
internal sealed class ProgressDisplay
{
    private const int BarWidth = 24;
    private readonly Lock _lock = new();
    private readonly TextWriter? _error;
    private readonly bool _terminal;
    private long _drawn;
    private bool _visible;

    private readonly int? _width;

    private ProgressDisplay(TextWriter? error, bool terminal, int? width = null)
    {
        _error = error;
        _terminal = terminal;
        _width = width;
    }

    /// <summary>Columns of the terminal, which may change any time.</summary>
    private int Width => _width ?? (Console.WindowWidth > 1 ? Console.WindowWidth : 80);

    /// <summary>Shows nothing.</summary>
    public static ProgressDisplay None { get; } = new(null, false);

    /// <summary>A display on <paramref name="error"/>.</summary>
    public static ProgressDisplay For(TextWriter error)
    {
        bool terminal =
            ReferenceEquals(error, Console.Error)
            && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(error, terminal);
    }

    /// <summary>A display as if <paramref name="error"/> were a terminal, for tests.</summary>
    internal static ProgressDisplay ForTerminal(TextWriter error, int width) => new(error, true, width);

    /// <summary>A step that is worth a plain line; on a terminal it moves the bar.</summary>
    /// <param name="done">The share that is done, 0 to 1.</param>
    /// <param name="text">What to say beside the bar.</param>
    public void Step(double done, string text)
    {
        if (_terminal)
            Move(done, text, redrawAlways: done >= 1);
        else
            Line(text);
    }

    /// <summary>Moves the bar; shows nothing where there is none.</summary>
    public void Move(double done, string text) => Move(done, text, redrawAlways: false);

    /// <summary>Writes a line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            Clear();
            _error?.WriteLine(text);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_visible)
                _error!.Write("\r\e[K");
            _visible = false;
        }
    }

    private void Move(double done, string text, bool redrawAlways)
    {
        lock (_lock)
        {
            if (!_terminal || (_visible && !redrawAlways && Stopwatch.GetElapsedTime(_drawn).TotalMilliseconds < 50))
                return;
            int full = (int)(Math.Clamp(done, 0, 1) * BarWidth);
            string line = $"[{new string('#', full)}{new string('.', BarWidth - full)}] {text}";
            _error!.Write($"\r\e[K{line[..Math.Min(line.Length, Width - 1)]}"); // a wrapped line could not be redrawn
            _error.Flush();
            _drawn = Stopwatch.GetTimestamp();
            _visible = true;
        }
    }
}
