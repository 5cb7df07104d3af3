using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>A model file to LIBMF's text model and back.</summary>
internal sealed class ConvertVerb : Verb
{
    private readonly Argument<string> _input = Opt.File(
        "IN",
        "A model file, or a text model of LIBMF: which of the two is found by looking."
    );
    private readonly Argument<string> _output = Opt.File("OUT", "The file to write, of the other kind.");

    public ConvertVerb()
        : base(
            "convert",
            "To and from LIBMF's text model.",
            "model.safetensors model.txt",
            "model.txt model.safetensors"
        )
    {
        Add(_input);
        Add(_output);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string input = call.GetRequiredValue(_input);
        string output = call.GetRequiredValue(_output);
        Files.CheckInputs(input);
        Files.CheckOutput(output, input);

        bool fromText = LooksLikeLibmf(input);
        FactorModel model = fromText ? LibmfText.Read(input, session.Token) : ModelFile.Load(input);
        session.Token.ThrowIfCancellationRequested();
        if (fromText)
            model.Save(output, session.Token);
        else
            LibmfText.Write(model, output, session.Token);

        string kind = fromText ? "safetensors" : "libmf";
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", output);
                json.WriteString("format", kind);
                json.WriteNumber("users", model.Users.Count);
                json.WriteNumber("items", model.Items.Count);
                json.WriteNumber("rank", model.Rank);
                json.WriteEndObject();
            });
        else
            session.Output.WriteLine(
                Numbers.Format(
                    $"{output}: {model.Users.Count:N0} users, {model.Items.Count:N0} items, rank {model.Rank}; {kind}"
                )
            );
    }

    /// <summary>LIBMF's text begins with a line "f" and the kind of the loss; a safetensors file with a length in binary.</summary>
    private static bool LooksLikeLibmf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() == 'f' && file.ReadByte() == ' ';
    }
}
