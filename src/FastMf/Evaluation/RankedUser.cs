namespace FastMf.Evaluation;

/// <summary>
/// What the ranking of one user's items came to; each metric of a ranking is a function of it.
/// </summary>
internal readonly ref struct RankedUser
{
    /// <summary>For each place of the list of recommendations, the best first, whether the item there is relevant; at most K.</summary>
    public required ReadOnlySpan<bool> Hits { get; init; }

    /// <summary>K: how long the list was to be.</summary>
    public required int Cutoff { get; init; }

    /// <summary>R: the relevant items, those the model does not know included; 1 or more.</summary>
    public required int Relevant { get; init; }

    /// <summary>Pairs of a relevant and another item that are in the right order.</summary>
    public required long OrderedPairs { get; init; }

    /// <summary>All pairs of a relevant and another item.</summary>
    public required long Pairs { get; init; }

    /// <summary>What a hit at each place is worth in <see cref="Ndcg"/>; at least min(K, R) of them.</summary>
    public required ReadOnlySpan<double> Discounts { get; init; }

    /// <summary>Mean popularity of the list, see <see cref="ItemPopularity"/>.</summary>
    public required double Popularity { get; init; }

    /// <summary>Mean self-information of the list, likewise.</summary>
    public required double Novelty { get; init; }

    /// <summary>Hits in the list.</summary>
    public int HitCount => Hits.Count(true);
}
