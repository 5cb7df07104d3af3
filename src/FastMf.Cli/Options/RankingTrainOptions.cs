using System.CommandLine;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Cli.Options;

/// <summary>The options of <c>train</c> for solvers that rank: what is a positive, and what <c>bpr</c> sets against it.</summary>
internal sealed class RankingTrainOptions
{
    private static readonly BprOptions _standard = new();

    private readonly Option<float?> _positive = Opt.Value<float?>(
        "--positive",
        "T",
        "ials, bpr, --sampled-negatives: ratings of at least T are positives, the others count as not observed (default: all are).",
        (text, out value) => (value = Numbers.TryParse(text, out float t) ? t : null).HasValue,
        "a number"
    );
    private readonly Choice<Negatives> _negatives = new(
        "--negatives",
        "bpr: draw the other items of pairs all alike, by their popularity, or (warp) until one is ranked wrongly.",
        _standard.Negatives,
        ("uniform", Negatives.Uniform),
        ("popularity", Negatives.Popularity),
        ("warp", Negatives.Warp)
    );

    /// <summary>All of them, in the order of the help page.</summary>
    public IReadOnlyList<Option> All => [_positive, _negatives];

    /// <summary>Refuses a call that gives one of them to a solver that cannot take it.</summary>
    /// <exception cref="CallException">Names the first one.</exception>
    public void RefuseUnsuited(ParseResult call, string solver)
    {
        if (solver is not ("ials" or "bpr") && call.Gives(_positive) && !SampledNegativesOption.IsGiven(call))
            throw new CallException($"--positive is for --solver ials and bpr, not for {solver}.");
        if (solver != "bpr" && call.Gives(_negatives))
            throw new CallException($"--negatives is for --solver bpr, not for {solver}.");
    }

    /// <summary>The least value of a positive.</summary>
    public float Positive(ParseResult call) => call.GetValue(_positive) ?? _standard.Positive;

    /// <summary>The options for the library, as far as they are for <c>bpr</c> alone.</summary>
    public BprOptions Read(ParseResult call, BprOptions standard) =>
        standard with
        {
            Negatives = _negatives.Of(call),
            Positive = Positive(call),
        };
}
