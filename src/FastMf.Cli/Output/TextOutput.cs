using System.Buffers;
using System.IO.Compression;
using System.Text;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Cli.Output;

/// <summary>Lines of text as a result: into a file that is whole or not there, or to standard output.</summary>
internal static class TextOutput
{
    private static readonly SearchValues<char> _quoted = SearchValues.Create(",\"\r\n");

    /// <summary>Writes lines to a file (packed where it ends in .gz), or to standard output where no file is named.</summary>
    public static void Write(Session session, string? path, Action<TextWriter> write)
    {
        if (path is null)
            write(session.Output);
        else
            WriteFile(session, path, file => WriteText(file, write));
    }

    /// <summary>An id as a field of a comma-separated line: quoted where it must be.</summary>
    public static string Field(Id id)
    {
        string text = id.ToString();
        bool blankEnds = text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]));
        return text.Length > 0 && !blankEnds && !text.AsSpan().ContainsAny(_quoted)
            ? text
            : $"\"{text.Replace("\"", "\"\"")}\"";
    }

    /// <summary>Writes a file that is whole or not there, packed where it ends in .gz.</summary>
    public static void WriteFile(Session session, string path, Action<Stream> write) =>
        AtomicFile.Write(
            path,
            file =>
            {
                using StoppableStream stoppable = new(file, session.Token);
                bool packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                using GZipStream? zip = packed ? new(stoppable, CompressionLevel.Fastest, leaveOpen: true) : null;
                write(zip ?? (Stream)stoppable);
            }
        );

    private static void WriteText(Stream file, Action<TextWriter> write)
    {
        using StreamWriter text = new(file, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true);
        text.NewLine = "\n";
        write(text);
    }
}
