using FastMf.Cli.Serve;
using FastMf.Training;

namespace FastMf.Cli;

/// <summary>The exit codes, and which failure means which.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongCall = 2;
    public const int Diverged = 3;
    public const int Interrupted = 130;

    /// <summary>The code for a failure, and the words for the user: never a stack trace.</summary>
    public static (int Code, string Message) Describe(Exception error) =>
        error switch
        {
            CallException => (WrongCall, error.Message),
            ArgumentException argument => (WrongCall, InOneLine(argument)),
            ServiceEndedException => (Interrupted, error.Message),
            OperationCanceledException => (Interrupted, "stopped before the work was done."),
            DivergedException => (Diverged, error.Message),
            OutOfMemoryException => (Failed, "out of memory: " + error.Message),
            IOException or UnauthorizedAccessException or InvalidDataException or FormatException => (
                Failed,
                error.Message
            ),
            _ => (Failed, $"a defect of fastmf, please report it: {error.GetType().Name}: {error.Message}"),
        };

    /// <summary>The library's message without the name of a C# parameter.</summary>
    public static string InOneLine(ArgumentException error)
    {
        string message = error.Message.ReplaceLineEndings(" ");
        return error.ParamName is null ? message : message.Replace($" (Parameter '{error.ParamName}')", "");
    }
}
