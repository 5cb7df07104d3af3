using System.CommandLine;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>A model file to LIBMF's text model and back, and to a smaller one for serving.</summary>
internal sealed class ConvertVerb : Verb
{
    private readonly Argument<string> _input = Opt.File(
        "IN",
        "A model file, or a text model of LIBMF: which of the two is found by looking."
    );
    private readonly Argument<string> _output = Opt.File(
        "OUT",
        "The file to write: of the other kind, or with --factors a model file."
    );
    private readonly Option<FactorPrecision?> _factors = Opt.Value<FactorPrecision?>(
        "--factors",
        "f32|bf16|int8",
        "Write a model file with 4, 2 or 1 bytes a factor: rounded, to be served from; evaluate tells what is lost.",
        TryPrecision,
        "f32, bf16 or int8"
    );
    private readonly IndexOption _index;

    public ConvertVerb()
        : base(
            "convert",
            "To and from LIBMF's text model; or to a smaller model file for serving.",
            "model.safetensors model.txt",
            "model.txt model.safetensors",
            "model.safetensors small.safetensors --factors bf16",
            "model.txt model.safetensors --index"
        )
    {
        Add(_input);
        Add(_output);
        Add(_factors);
        _index = new(this, " A model that has one keeps one.");
    }

    public override void Execute(ParseResult call, Session session)
    {
        string input = call.GetRequiredValue(_input);
        string output = call.GetRequiredValue(_output);
        Files.CheckInputs(input);
        Files.CheckOutput(output, input);

        bool fromText = LooksLikeLibmf(input);
        FactorPrecision? factors = call.GetValue(_factors);
        bool toText = !fromText && factors is null;
        if (toText)
            _index.RefuseFor(call, "LIBMF's text");
        FactorModel before = fromText ? LibmfText.Read(input, session.Token) : ModelFile.Load(input);
        session.Token.ThrowIfCancellationRequested();
        FactorModel model = factors is { } precision ? Rounded(before, precision) : before;
        bool index = false;
        if (toText)
            LibmfText.Write(model, output, session.Token);
        else
            index = _index.Save(call, model, output, threads: 0, session.Token, before);

        string kind = toText ? "libmf" : "safetensors";
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", output);
                json.WriteString("format", kind);
                json.WriteNumber("users", model.Users.Count);
                json.WriteNumber("items", model.Items.Count);
                json.WriteNumber("rank", model.Rank);
                json.WriteBoolean("index", index);
                json.WriteEndObject();
            });
        else
            session.Output.WriteLine(
                Numbers.Format(
                    $"{output}: {model.Users.Count:N0} users, {model.Items.Count:N0} items, rank {model.Rank}; {kind}{(index ? ", an index" : "")}"
                )
            );
    }

    private static FactorModel Rounded(FactorModel model, FactorPrecision precision)
    {
        try
        {
            return model.Rounded(precision);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    private static bool TryPrecision(string text, out FactorPrecision? precision)
    {
        precision = text switch
        {
            "f32" => FactorPrecision.Single,
            "bf16" => FactorPrecision.BFloat16,
            "int8" => FactorPrecision.Int8,
            _ => null,
        };
        return precision is not null;
    }

    /// <summary>LIBMF's text begins with a line "f" and the kind of the loss; a safetensors file with a length in binary.</summary>
    private static bool LooksLikeLibmf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() == 'f' && file.ReadByte() == ' ';
    }
}
