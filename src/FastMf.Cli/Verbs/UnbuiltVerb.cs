using System.CommandLine;
using FastMf.Cli.Output;

namespace FastMf.Cli.Verbs;

/// <summary>A verb that is promised but not there yet: refused, whatever its arguments.</summary>
internal sealed class UnbuiltVerb : Verb
{
    public UnbuiltVerb(string name, string description)
        : base(name, $"{description} (not built yet)", "(not built yet)") => TreatUnmatchedTokensAsErrors = false;

    public override void RefuseWhatIsNotBuilt(ParseResult call) => throw new CallException($"{Name} is not built yet.");

    public override void Execute(ParseResult call, Session session) => RefuseWhatIsNotBuilt(call);
}
