using FastMf.Kernels;
using FastMf.Penalties;

namespace FastMf.Selection;

/// <summary>The values that a search may combine: the candidates are all combinations, or some drawn at random.</summary>
public sealed record SearchSpace
{
    /// <summary>The largest number of combinations.</summary>
    public const int MaxCandidates = 100_000;

    private const ulong Stream = 0x534541524348; // "SEARCH": an order of its own among those of a seed

    /// <summary>What the factors may cost.</summary>
    public required IReadOnlyList<Penalty> Penalties { get; init; }

    /// <summary>Numbers of factors.</summary>
    public required IReadOnlyList<int> Ranks { get; init; }

    /// <summary>Values of nu.</summary>
    public required IReadOnlyList<float> PenaltyExponents { get; init; }

    /// <summary>Step sizes; none for a trainer that takes no steps, or to leave the trainer its own.</summary>
    public IReadOnlyList<float> LearningRates { get; init; } = [];

    /// <summary>Passes over the ratings, the same for all.</summary>
    public required int Epochs { get; init; }

    /// <summary>All combinations, the penalty changing fastest, each once.</summary>
    /// <exception cref="InvalidOperationException">There are none, or too many.</exception>
    public IReadOnlyList<Candidate> Grid()
    {
        float?[] rates = LearningRates.Count == 0 ? [null] : [.. LearningRates];
        double count = (double)Penalties.Count * Ranks.Count * PenaltyExponents.Count * rates.Length;
        if (!(count is >= 1 and <= MaxCandidates))
            throw new InvalidOperationException($"There are {count} combinations; expected 1 to {MaxCandidates}.");
        IEnumerable<Candidate> all =
            from rate in rates
            from exponent in PenaltyExponents
            from rank in Ranks
            from penalty in Penalties
            select new Candidate
            {
                Penalty = penalty,
                Rank = rank,
                PenaltyExponent = exponent,
                LearningRate = rate,
                Epochs = Epochs,
            };
        return [.. all.Distinct()];
    }

    /// <summary>Some of the combinations, drawn at random without repetition; all of them where there are no more.</summary>
    /// <param name="trials">How many: 1 or more.</param>
    /// <param name="seed">Another seed, another draw.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one.</exception>
    /// <exception cref="InvalidOperationException">There are no combinations, or too many.</exception>
    public IReadOnlyList<Candidate> Draw(int trials, ulong seed = 42)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        IReadOnlyList<Candidate> grid = Grid();
        int[] order = new int[grid.Count];
        Permutation.Fill(order, seed, Stream);
        return [.. order.Take(trials).Select(index => grid[index])];
    }
}
