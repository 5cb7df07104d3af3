using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;

namespace FastMf.Cli.Verbs;

/// <summary>One verb of the command line: knows its options, and how to call the library with them.</summary>
internal abstract class Verb : Command
{
    private readonly string[] _examples;
    private readonly Option<bool> _json = Opt.Flag(
        "--json",
        "Write one JSON document to standard output, and nothing else."
    );
    private readonly Option<bool> _quiet = Opt.Flag(
        "--quiet",
        "No progress and no messages: results and errors alone."
    );

    /// <param name="name">The word on the command line.</param>
    /// <param name="description">What it does, for the help page.</param>
    /// <param name="examples">What may follow the verb.</param>
    protected Verb(string name, string description, params string[] examples)
        : base(name, description)
    {
        _examples = examples;
        Add(_json);
        Add(_quiet);
    }

    /// <summary>Does the work; throws when it fails.</summary>
    public abstract void Execute(ParseResult call, Session session);

    /// <summary>Refuses what is promised but not there yet, before anything else is said about the call.</summary>
    /// <exception cref="CallException">The call asks for something that is not built yet.</exception>
    public virtual void RefuseWhatIsNotBuilt(ParseResult call) { }

    /// <summary>Connects a call to the outside.</summary>
    public Session Open(ParseResult call, TextWriter stdout, ProgressDisplay progress, CancellationToken token) =>
        new(stdout, progress, call.GetValue(_json), call.GetValue(_quiet), token);

    /// <summary>The last part of the help page.</summary>
    public void WriteExamples(TextWriter output)
    {
        output.WriteLine(_examples.Length == 1 ? "Example:" : "Examples:");
        foreach (string example in _examples)
            output.WriteLine($"  fastmf {Name} {example}".TrimEnd());
        output.WriteLine();
    }
}
