using System.CommandLine;
using System.CommandLine.Help;
using FastMf.Cli.Output;
using FastMf.Cli.Verbs;

namespace FastMf.Cli;

/// <summary>The whole tool as a function of its arguments: parses, calls a verb, and turns failures into exit codes.</summary>
public static class CommandLine
{
    /// <summary>Runs one call of <c>fastmf</c>.</summary>
    /// <param name="args">The words after the tool's name.</param>
    /// <param name="stdout">Receives results.</param>
    /// <param name="stderr">Receives progress, messages and errors.</param>
    /// <param name="cancellationToken">Asks the work to end; the exit code is then 130.</param>
    /// <returns>0 done, 1 the work failed, 2 the call was wrong, 3 training diverged, 130 stopped.</returns>
    public static int Run(
        string[] args,
        TextWriter stdout,
        TextWriter stderr,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(stdout);
        ArgumentNullException.ThrowIfNull(stderr);
        return Run(args, stdout, stderr, ProgressDisplay.For(stderr), cancellationToken);
    }

    /// <summary>The same with a display of progress that is made elsewhere.</summary>
    internal static int Run(
        string[] args,
        TextWriter stdout,
        TextWriter stderr,
        ProgressDisplay progress,
        CancellationToken cancellationToken
    )
    {
        // No response files: an id may begin with '@'. No bundling: an id may begin with '-'.
        ParserConfiguration configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult call = Root().Parse(args, configuration);
        Verb? verb = call.CommandResult.Command as Verb;
        Session? session = null;
        try
        {
            if (WritesHelp(call, verb, stdout))
                return ExitCode.Done;
            verb?.RefuseWhatIsNotBuilt(call);
            if (verb is null)
                throw new CallException(
                    call.UnmatchedTokens is [var word, ..] ? $"'{word}' is no command." : "The command is missing."
                );
            if (call.Errors.Count > 0)
                throw new CallException(string.Join(Environment.NewLine, call.Errors.Select(error => error.Message)));
            session = verb.Open(call, stdout, progress, cancellationToken);
            verb.Execute(call, session);
            stdout.Flush();
            return ExitCode.Done;
        }
        catch (Exception error)
        {
            (int code, string message) = ExitCode.Describe(error);
            session?.Progress.Clear();
            stderr.WriteLine($"fastmf: {message}");
            if (code == ExitCode.WrongCall)
                stderr.WriteLine($"See: fastmf {(verb is null ? "" : verb.Name + " ")}--help");
            return code;
        }
    }

    /// <summary>All verbs, in the order of the help page.</summary>
    internal static RootCommand Root() =>
        new("FastMf: matrix factorization for recommenders, the same to the bit on any machine.")
        {
            new DemoVerb(),
            new GenerateVerb(),
            new SplitVerb(),
            new TrainVerb(),
            new EvaluateVerb(),
            new PredictVerb(),
            new RecommendVerb(),
            new SimilarVerb(),
            new UpdateVerb(),
            new IndexVerb(),
            new InspectVerb(),
            new ConvertVerb(),
            new TuneVerb(),
            new StudyVerb(),
            new ServeVerb(),
        };

    /// <summary>Writes the help page or the version, where the call asks for it.</summary>
    private static bool WritesHelp(ParseResult call, Verb? verb, TextWriter stdout)
    {
        bool help = call.Action is HelpAction;
        if (!help && (call.Action is null || call.Errors.Count > 0))
            return false;
        call.Invoke(new() { Output = stdout, EnableDefaultExceptionHandler = false });
        if (help)
            verb?.WriteExamples(stdout);
        stdout.Flush();
        return true;
    }
}
