namespace FastMf.Evaluation;

/// <summary>Metrics added up over users, in double and in a fixed order.</summary>
internal struct RankingSums
{
    private double _precision;
    private double _recall;
    private double _ndcg;
    private double _averagePrecision;
    private double _reciprocalRank;
    private double _auc;
    private double _hitRate;
    private double _popularity;
    private double _novelty;
    private int _users;
    private int _unknown;

    /// <summary>Users with ratings but no relevant item.</summary>
    public int Skipped { get; set; }

    /// <summary>Users added.</summary>
    public readonly int Users => _users;

    /// <summary>Adds a user's metrics.</summary>
    public void Add(in RankedUser user, bool unknown)
    {
        _precision += Precision.Of(user);
        _recall += Recall.Of(user);
        _ndcg += Ndcg.Of(user);
        _averagePrecision += AveragePrecision.Of(user);
        _reciprocalRank += ReciprocalRank.Of(user);
        _auc += Auc.Of(user);
        _hitRate += HitRate.Of(user);
        _popularity += user.Popularity;
        _novelty += user.Novelty;
        _users++;
        _unknown += unknown ? 1 : 0;
    }

    /// <summary>Adds the sums over other users.</summary>
    public void Add(in RankingSums other)
    {
        _precision += other._precision;
        _recall += other._recall;
        _ndcg += other._ndcg;
        _averagePrecision += other._averagePrecision;
        _reciprocalRank += other._reciprocalRank;
        _auc += other._auc;
        _hitRate += other._hitRate;
        _popularity += other._popularity;
        _novelty += other._novelty;
        _users += other._users;
        _unknown += other._unknown;
        Skipped += other.Skipped;
    }

    /// <summary>The mean of the NDCG; NaN where no user was added.</summary>
    public readonly double MeanNdcg => _ndcg / _users;

    /// <summary>The means; NaN where no user was added.</summary>
    /// <param name="k">K.</param>
    /// <param name="coverage">The share of items that are in some list.</param>
    public readonly RankingMetrics Means(int k, double coverage) =>
        new()
        {
            K = k,
            Precision = _precision / _users,
            Recall = _recall / _users,
            Ndcg = _ndcg / _users,
            Map = _averagePrecision / _users,
            Mrr = _reciprocalRank / _users,
            Auc = _auc / _users,
            HitRate = _hitRate / _users,
            Coverage = coverage,
            Popularity = _popularity / _users,
            Novelty = _novelty / _users,
            Users = _users,
            SkippedUsers = Skipped,
            UnknownUsers = _unknown,
        };
}
