using System.CommandLine;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> that are for <c>--solver gradient</c> alone. Their defaults are the library's.</summary>
internal sealed class GradientTrainOptions
{
    private readonly OptimizerOptions _optimizer = new();
    private readonly Option<int?> _batchSize = Opt.Value<int?>(
        "--batch-size",
        "full|N",
        "gradient: ratings a step (full).",
        TryParseBatch,
        "full or a whole number of at least 1"
    );
    private readonly Option<bool> _noShuffle = Opt.Flag("--no-shuffle", "gradient: batches in the order of the file.");

    private readonly Choice<Reduction> _reduction = new(
        "--reduction",
        "The data cost is a sum over the ratings, or (gradient) their mean.",
        Models.Reduction.Sum,
        ("sum", Models.Reduction.Sum),
        ("mean", Models.Reduction.Mean)
    );

    /// <summary>Sum, which all solvers know, or mean.</summary>
    public Option Reduction => _reduction;

    /// <summary>All others, in the order of the help page.</summary>
    public IReadOnlyList<Option> All => [.. _optimizer.All, _batchSize, _noShuffle];

    /// <summary>Refuses a call that gives one of them to another solver.</summary>
    /// <exception cref="CallException">Names the first one.</exception>
    public void RefuseUnsuited(ParseResult call, string solver)
    {
        if (solver == "gradient")
            return;
        foreach (Option option in All)
        {
            if (call.Gives(option))
                throw new CallException($"{option.Name} is for --solver gradient, not for {solver}.");
        }
        if (_reduction.Of(call) != Models.Reduction.Sum)
            throw new CallException($"--reduction mean is not for --solver {solver}, which knows sum only.");
    }

    /// <summary>The options for the library, as far as they are for this solver alone.</summary>
    public GradientOptions Read(ParseResult call, GradientOptions standard) =>
        standard with
        {
            Optimizer = _optimizer.Read(call),
            BatchSize = call.GetValue(_batchSize) is > 0 and var size ? size : null,
            Shuffle = !call.GetValue(_noShuffle),
            Reduction = _reduction.Of(call),
        };

    /// <summary>full is 0, since null says that there is none.</summary>
    private static bool TryParseBatch(string text, out int? size)
    {
        bool read = int.TryParse(text, System.Globalization.NumberStyles.None, Numbers.Culture, out int n) && n > 0;
        size =
            text == "full" ? 0
            : read ? n
            : null;
        return size is not null;
    }
}
