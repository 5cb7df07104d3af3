using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FastMf.Cli.Report;

namespace FastMf.Cli.Output;

/// <summary>What a verb may touch of the outside: results go to one side, progress and messages to the other.</summary>
internal sealed class Session(
    TextWriter output,
    ProgressDisplay progress,
    bool json,
    bool quiet,
    CancellationToken token
)
{
    /// <summary>Standard output: results alone.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Whether the result is one JSON document.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Whether somebody wants to see how the work goes on.</summary>
    public bool IsQuiet { get; } = quiet;

    /// <summary>Asks the work to end.</summary>
    public CancellationToken Token { get; } = token;

    /// <summary>How far the work is.</summary>
    public ProgressDisplay Progress { get; } = quiet ? ProgressDisplay.None : progress;

    /// <summary>Tells the user something that is no result.</summary>
    public void Say(string message) => Progress.Line(message);

    /// <summary>Shows charts, one below the other, to somebody who looks at a terminal and wants no JSON.</summary>
    public void Draw(params Chart?[] charts)
    {
        foreach (Chart chart in Curves.Known(IsJson ? [] : charts))
            Progress.Draw(chart);
    }

    /// <summary>
    /// Writes the one JSON document of the call. Nothing is written before all of it is known: until then a large one
    /// is kept in a temporary file, and whoever writes it flushes it now and then.
    /// </summary>
    public void WriteJson(Action<Utf8JsonWriter> write, bool large = false)
    {
        using Stream bytes = large ? TemporaryFile() : new MemoryStream();
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter writer = new(bytes, options))
            write(writer);
        Token.ThrowIfCancellationRequested();
        bytes.Position = 0;
        using StreamReader text = new(bytes, Encoding.UTF8);
        char[] buffer = new char[1 << 14];
        for (int read = text.Read(buffer); read > 0; read = text.Read(buffer))
            Output.Write(buffer, 0, read);
        Output.WriteLine();
    }

    /// <summary>A file that is gone once it is closed.</summary>
    private static FileStream TemporaryFile() =>
        new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
                BufferSize = 1 << 16,
            }
        );
}
