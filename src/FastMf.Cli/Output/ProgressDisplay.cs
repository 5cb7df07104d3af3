using System.Diagnostics;
using FastMf.Cli.Report;

namespace FastMf.Cli.Output;

/// <summary>
/// Shows on standard error how far the work is: a bar that is drawn over and over where that is a terminal, plain
/// lines where it is not.
/// </summary>
internal sealed class ProgressDisplay
{
    private const int BarWidth = 24;
    private const int ChartHeight = 11;
    private const int MaxChartWidth = 100; // a wider one would be a flat one
    private readonly Lock _lock = new();
    private readonly TextWriter? _error;
    private readonly ChartCharset? _charset;
    private readonly int? _width;
    private long _drawn;
    private bool _visible;

    /// <param name="error">Where to; null for nowhere.</param>
    /// <param name="charset">What a terminal can show; null where there is none.</param>
    /// <param name="width">Columns of the terminal; null to ask it.</param>
    private ProgressDisplay(TextWriter? error, ChartCharset? charset, int? width = null)
    {
        _error = error;
        _charset = charset;
        _width = width;
    }

    /// <summary>Columns of the terminal, which may change any time.</summary>
    private int Width => _width ?? (Console.WindowWidth > 1 ? Console.WindowWidth : 80);

    /// <summary>Shows nothing.</summary>
    public static ProgressDisplay None { get; } = new(null, null);

    /// <summary>A display on <paramref name="error"/>.</summary>
    public static ProgressDisplay For(TextWriter error)
    {
        bool terminal =
            ReferenceEquals(error, Console.Error)
            && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new(error, terminal ? ChartCharset.For(error.Encoding) : null);
    }

    /// <summary>A display as if <paramref name="error"/> were a terminal, for tests.</summary>
    internal static ProgressDisplay ForTerminal(TextWriter error, int width, ChartCharset? charset = null) =>
        new(error, charset ?? ChartCharset.Braille, width);

    /// <summary>A step that is worth a plain line; on a terminal it moves the bar.</summary>
    /// <param name="done">The share that is done, 0 to 1.</param>
    /// <param name="text">What to say beside the bar.</param>
    public void Step(double done, string text)
    {
        if (_charset is not null)
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

    /// <summary>Draws a chart, where this is a terminal with room for it.</summary>
    public void Draw(Chart chart)
    {
        if (_charset is null)
            return;
        // The last column stays free: some terminals go to the next line when it is written to.
        foreach (string line in TerminalChart.Lines(chart, Math.Min(Width - 1, MaxChartWidth), ChartHeight, _charset))
            Line(line);
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
            if (
                _charset is null
                || (_visible && !redrawAlways && Stopwatch.GetElapsedTime(_drawn).TotalMilliseconds < 50)
            )
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
