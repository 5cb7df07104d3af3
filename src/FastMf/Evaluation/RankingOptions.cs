using FastMf.Data;

namespace FastMf.Evaluation;

/// <summary>How <see cref="RankingEvaluation"/> judges a ranking.</summary>
public sealed record RankingOptions
{
    /// <summary>K: the length of the list, 1 or more.</summary>
    public int K { get; init; } = 10;

    /// <summary>Pairs not to be recommended, commonly the training ratings; matched by id; null for none.</summary>
    public Ratings? Exclude { get; init; }

    /// <summary>The least value of a relevant pair; by default all pairs are relevant.</summary>
    public float Positive { get; init; } = float.NegativeInfinity;

    /// <summary>
    /// How many items a user's relevant ones are ranked among: so many are drawn, each once, from the items that are
    /// neither relevant nor excluded; all of them where there are no more. Null ranks all items. Figures of sampled
    /// candidates compare neither with those of all items nor with those of another number (Krichene and Rendle 2020).
    /// </summary>
    public int? SampledNegatives { get; init; }

    /// <summary>Another seed, other draws.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Whether to compute <see cref="RankingMetrics.Auc"/>, which needs the scores of all items; else it is NaN.</summary>
    public bool Auc { get; init; } = true;

    /// <summary>Threads to use; 0 for all processors. Changes no result.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(K, 1, "k");
        if (float.IsNaN(Positive))
            throw new ArgumentException("The least value of a relevant pair is not a number.", "positive");
        ArgumentOutOfRangeException.ThrowIfLessThan(SampledNegatives ?? 1, 1, nameof(SampledNegatives));
    }
}
