using System.CommandLine;
using System.Diagnostics;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Cli.Verbs;

/// <summary>An index beside the factors of a model file, so that nobody has to build it.</summary>
internal sealed class IndexVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Option<string?> _output = Opt.Output("The file to write; MODEL itself where it is not given.");
    private readonly Option<int> _threads = Opt.Threads();

    public IndexVerb()
        : base(
            "index",
            "Write an index beside the factors of a model: recommend and services find the best items of a user without scoring all, with the same answers, and need not build it.",
            "model.safetensors",
            "model.safetensors -o indexed.safetensors"
        )
    {
        Add(_model);
        Add(_output);
        Add(_threads);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string path = call.GetRequiredValue(_model);
        string output = call.GetValue(_output) ?? path;
        Files.CheckInputs(path);
        Files.CheckOutput(output);

        FactorModel model = ModelFile.Load(path);
        long before = new FileInfo(path).Length;
        long began = Stopwatch.GetTimestamp();
        Retriever retriever = Build(model, call.GetValue(_threads), session.Token);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        retriever.Save(output, session.Token);

        long bytes = new FileInfo(output).Length;
        if (session.IsJson)
            session.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("model", output);
                json.WriteNumber("items", model.Items.Count);
                json.WriteNumber("rank", model.Rank);
                json.WriteNumber("bytes", bytes);
                json.WriteFinite("seconds", seconds);
                json.WriteEndObject();
            });
        else
            session.Output.WriteLine(
                Numbers.Format(
                    $"{output}: an index of {model.Items.Count:N0} items, rank {model.Rank}, built in {seconds:F2} s; {bytes:N0} bytes ({before:N0} before)"
                )
            );
    }

    /// <summary>Builds an index; a model that no index can search is an error of the work, not of the program.</summary>
    public static Retriever Build(FactorModel model, int threads, CancellationToken token)
    {
        try
        {
            return Retriever.Build(model, threads, token);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }
}
