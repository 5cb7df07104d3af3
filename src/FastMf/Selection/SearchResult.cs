using FastMf.Training;

namespace FastMf.Selection;

/// <summary>A candidate and how it did.</summary>
/// <param name="Candidate">The options; of successive halving, with the epochs of the last round it took part in.</param>
/// <param name="Result">The errors on the folds.</param>
public sealed record CandidateResult(Candidate Candidate, CrossValidationResult Result);

/// <summary>How far a search is.</summary>
/// <param name="Latest">The candidate that was finished last.</param>
/// <param name="Finished">How many are, in all rounds.</param>
/// <param name="Planned">How many will be, unless the budget ends.</param>
public readonly record struct SearchProgress(CandidateResult Latest, int Finished, int Planned);

/// <summary>What a search found.</summary>
public sealed record SearchResult
{
    /// <summary>All candidates that were finished, in their order.</summary>
    public required IReadOnlyList<CandidateResult> Candidates { get; init; }

    /// <summary>The smallest mean error; the first of equals.</summary>
    public required CandidateResult Best { get; init; }

    /// <summary>
    /// The simplest candidate whose mean error is within one standard error of the best: the strongest penalty, summed
    /// over all rows, then the smallest rank.
    /// </summary>
    public required CandidateResult OneStandardError { get; init; }

    /// <summary>The best candidate, trained on all ratings for the mean number of the folds' best epochs.</summary>
    public required FitResult Fit { get; init; }

    /// <summary>Candidates that the budget left no time for.</summary>
    public required int LeftOut { get; init; }
}
