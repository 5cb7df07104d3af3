using System.CommandLine;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>evaluate</c> that say how a ranking is judged; all need <c>--top</c>.</summary>
internal sealed class EvaluateOptions
{
    private readonly Option<int?> _top = Opt.OptionalInteger("--top", "Measure the ranking too, cut at K.", 1);
    private readonly Option<string?> _exclude = Opt.Text(
        "--exclude",
        "TRAIN",
        "With --top: ratings whose pairs are not ranked, commonly the training ratings."
    );
    private readonly Option<float?> _positive = Opt.Value<float?>(
        "--positive",
        "T",
        "With --top: ratings of at least T are relevant (default: all).",
        (text, out value) => (value = Numbers.TryParse(text, out float t) ? t : null).HasValue,
        "a number"
    );
    private readonly Option<string?> _foldIn = Opt.Text(
        "--fold-in",
        "HISTORY",
        "With --top, strong generalization: the users are those of HISTORY, folded in from it, and what it has is not ranked."
    );
    private readonly Option<int?> _negatives = Opt.OptionalInteger(
        "--negatives",
        "With --top: rank relevant items among N others drawn for each user, not among all. Such figures do not compare with those of all items.",
        1
    );
    private readonly Option<ulong> _seed = Opt.Seed(42);
    private readonly Option<string?> _baselines = Opt.Text(
        "--baselines",
        "TRAIN",
        "With --top: the same figures of most-popular and item-item, made from TRAIN."
    );

    /// <summary>Adds them to a command.</summary>
    public EvaluateOptions(Command command)
    {
        foreach (Option option in (Option[])[_top, _exclude, _positive, _foldIn, _negatives, _seed, _baselines])
            command.Add(option);
    }

    /// <summary>What a call says.</summary>
    /// <exception cref="CallException">An option is without the one that it needs.</exception>
    public EvaluateCall Read(ParseResult call)
    {
        EvaluateCall read = new(
            call.GetValue(_top),
            call.GetValue(_exclude),
            call.GetValue(_positive) ?? float.NegativeInfinity,
            call.GetValue(_foldIn),
            call.GetValue(_negatives),
            call.GetValue(_seed),
            call.GetValue(_baselines)
        );
        foreach (Option option in (Option[])[_exclude, _positive, _foldIn, _negatives, _baselines])
        {
            if (read.Top is null && call.Gives(option))
                throw new CallException($"{option.Name} needs --top.");
        }
        if (read.Negatives is null && call.Gives(_seed))
            throw new CallException("--seed needs --negatives: nothing else is drawn.");
        return read;
    }
}

/// <summary>How a call wants a ranking to be judged.</summary>
/// <param name="Top">K; null for no ranking.</param>
/// <param name="Exclude">The file of what is not ranked.</param>
/// <param name="Positive">The least value of a relevant pair.</param>
/// <param name="FoldIn">The file of the histories to fold in.</param>
/// <param name="Negatives">How many drawn items; null for all.</param>
/// <param name="Seed">Which ones.</param>
/// <param name="Baselines">The file that baselines are made from.</param>
internal sealed record EvaluateCall(
    int? Top,
    string? Exclude,
    float Positive,
    string? FoldIn,
    int? Negatives,
    ulong Seed,
    string? Baselines
);
