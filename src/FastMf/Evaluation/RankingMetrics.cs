namespace FastMf.Evaluation;

/// <summary>How well a model ranks all items, as means over users. Formulas: docs/conventions.md.</summary>
public sealed record RankingMetrics
{
    /// <summary>K: the length of the list that all but <see cref="Auc"/> look at.</summary>
    public required int K { get; init; }

    /// <summary>Hits / K.</summary>
    public required double Precision { get; init; }

    /// <summary>Hits / relevant items.</summary>
    public required double Recall { get; init; }

    /// <summary>Normalized discounted cumulative gain: gain 1, discount log2(place + 1), the ideal list cut at K.</summary>
    public required double Ndcg { get; init; }

    /// <summary>Mean average precision, over min(K, relevant items).</summary>
    public required double Map { get; init; }

    /// <summary>Mean reciprocal rank of the first hit; 0 for a user without one.</summary>
    public required double Mrr { get; init; }

    /// <summary>The share of pairs of a relevant and another item, over all items not excluded, in the right order.</summary>
    public required double Auc { get; init; }

    /// <summary>The share of users with a hit.</summary>
    public required double HitRate { get; init; }

    /// <summary>
    /// Catalog coverage: the share of the model's items that are in some user's list of K (Ge, Delgado-Battenfeld and
    /// Jannach 2010).
    /// </summary>
    public required double Coverage { get; init; }

    /// <summary>
    /// Average recommendation popularity: the mean over users of the mean of n_j over the user's list, n_j being the
    /// ratings of item j among those excluded, commonly the training ratings (Yin, Cui, Li, Yao and Chen 2012). NaN where
    /// nothing was excluded; users with an empty list count as 0.
    /// </summary>
    public required double Popularity { get; init; }

    /// <summary>
    /// Mean self-information in bits: the mean over users of the mean of -log2(max(n_j, 1) / n) over the user's list, n
    /// being the users of the excluded ratings: the higher, the less popular (Zhou et al. 2010). NaN where nothing was
    /// excluded; users with an empty list count as 0.
    /// </summary>
    public required double Novelty { get; init; }

    /// <summary>Users with relevant items: those that the means are over.</summary>
    public required int Users { get; init; }

    /// <summary>Users with ratings but no relevant item, left out.</summary>
    public required int SkippedUsers { get; init; }

    /// <summary>
    /// How many of <see cref="Users"/> the model does not know; they were ranked by the fall-back, the mean and the
    /// item's bias.
    /// </summary>
    public required int UnknownUsers { get; init; }

    /// <summary>
    /// How many items the relevant ones were ranked among; null where all items were ranked. Figures with different
    /// numbers here do not compare.
    /// </summary>
    public int? SampledNegatives { get; init; }
}
