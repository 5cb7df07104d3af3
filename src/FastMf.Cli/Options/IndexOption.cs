using System.CommandLine;
using FastMf.Cli.Verbs;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Options;

/// <summary><c>--index</c>: an index beside the factors of the model that a verb writes, built as <c>fastmf index</c> builds it.</summary>
internal sealed class IndexOption
{
    private readonly Option<bool> _index;

    /// <param name="verb">The verb that gets it.</param>
    /// <param name="also">When one is written without being asked for; empty for never.</param>
    public IndexOption(Command verb, string also = "")
    {
        _index = Opt.Flag(
            "--index",
            $"Write an index beside the factors, as fastmf index does: lists of single users come sooner, with the same answers.{also}"
        );
        verb.Add(_index);
    }

    /// <summary>Refuses it where no model file is written.</summary>
    /// <exception cref="CallException">Says what is written instead.</exception>
    public void RefuseFor(ParseResult call, string written)
    {
        if (call.GetValue(_index))
            throw new CallException($"--index is given; expected it with a model file to write, not with {written}.");
    }

    /// <summary>Writes a model; with an index where the call asks for one, or the model before had one.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Save(
        ParseResult call,
        FactorModel model,
        string output,
        int threads,
        CancellationToken token,
        FactorModel? before = null
    )
    {
        bool index = call.GetValue(_index) || before?.StoredRetriever() is not null;
        if (index)
            IndexVerb.Build(model, threads, token).Save(output, token);
        else
            model.Save(output, token);
        return index;
    }
}
