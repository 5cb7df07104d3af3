using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.IO;

namespace FastMf.Cli.Verbs;

/// <summary>What is in a model file.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");

    public InspectVerb()
        : base(
            "inspect",
            "What is in a model file: shape, ids, objective, options, tensors, norms.",
            "model.safetensors",
            "model.safetensors --json"
        ) => Add(_model);

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_model);
        Files.CheckInputs(path);
        ModelDescription description = new(ModelFile.Load(path), ModelFile.ReadHeader(path));
        if (session.IsJson)
            session.WriteJson(description.WriteJson);
        else
            description.WriteText(session.Output);
    }
}
