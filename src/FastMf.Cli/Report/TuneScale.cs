using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Selection;

namespace FastMf.Cli.Report;

/// <summary>The values of one option that a search tried, in order, as places on an axis.</summary>
internal sealed class TuneScale
{
    private readonly Func<CandidateResult, string> _name;

    private TuneScale(IEnumerable<CandidateResult> ordered, Func<CandidateResult, string> name)
    {
        _name = name;
        Names = [.. ordered.Select(name).Distinct()];
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many there are.</summary>
    public int Count => Names.Count;

    /// <summary>Penalties: kind after kind, the users' lambda, then the items'. One kind alone goes without its name.</summary>
    public static TuneScale Penalties(SearchResult found, IReadOnlyList<PenaltyKind> kinds)
    {
        var ordered = found.Candidates.OrderBy(_ => 0);
        foreach (PenaltyKind kind in kinds)
            ordered = ordered
                .ThenBy(c => kind.In(c.Candidate.Penalty).Users)
                .ThenBy(c => kind.In(c.Candidate.Penalty).Items);
        return new(
            ordered,
            c =>
                kinds.Count == 1
                    ? TuneResult.Lambda(c.Candidate, kinds[0])
                    : TuneResult.DescribePenalty(c.Candidate, kinds)
        );
    }

    /// <summary>Ranks.</summary>
    public static TuneScale Ranks(SearchResult found) =>
        new(found.Candidates.OrderBy(c => c.Candidate.Rank), c => Numbers.Format($"{c.Candidate.Rank}"));

    /// <summary>The place of a candidate's value.</summary>
    public int PlaceOf(CandidateResult candidate) => Array.IndexOf([.. Names], _name(candidate));
}
