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

    /// <summary>Lambdas: the users', then the items'.</summary>
    public static TuneScale Lambdas(SearchResult found) =>
        new(
            found.Candidates.OrderBy(c => c.Candidate.Penalty.Users).ThenBy(c => c.Candidate.Penalty.Items),
            c => TuneResult.Lambda(c.Candidate)
        );

    /// <summary>Ranks.</summary>
    public static TuneScale Ranks(SearchResult found) =>
        new(found.Candidates.OrderBy(c => c.Candidate.Rank), c => Numbers.Format($"{c.Candidate.Rank}"));

    /// <summary>The place of a candidate's value.</summary>
    public int PlaceOf(CandidateResult candidate) => Array.IndexOf([.. Names], _name(candidate));
}
