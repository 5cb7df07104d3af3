using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Evaluation;

/// <summary>Lists of a factor model: for blocks of users at once; only the area under the curve needs the scores of all items.</summary>
/// <param name="model">The model.</param>
/// <param name="panels">All its items.</param>
/// <param name="problem">What is excluded.</param>
/// <param name="k">The length of the list.</param>
/// <param name="auc">Whether to count pairs.</param>
internal sealed class BlockLists(FactorModel model, ItemPanels panels, RankingProblem problem, int k, bool auc)
    : UserLists
{
    private readonly BlockRanking _ranking = new(model, panels, k, SimdWidth.Current);
    private readonly PairOrder? _order = auc
        ? new PairOrder(model, panels, problem.MostRatings(1), SimdWidth.Current)
        : null;
    private readonly int[] _users = new int[BlockRanking.CapacityFor(k)];
    private readonly int[] _excludeRows = new int[BlockRanking.CapacityFor(k)];
    private int _count;

    public override int Length => _ranking.Length;

    public override int Capacity => Math.Min(_ranking.Capacity, _users.Length);

    public override void Rank(ReadOnlySpan<int> testUsers, ReadOnlySpan<int> users, ReadOnlySpan<int> excludeRows)
    {
        users.CopyTo(_users);
        excludeRows.CopyTo(_excludeRows);
        _count = users.Length;
        _ranking.Rank(users, problem.Excluded, excludeRows);
    }

    public override ReadOnlySpan<ulong> ListOf(int i, ReadOnlySpan<int> relevant) => _ranking.KeysOf(i);

    public override (long Ordered, long Pairs) PairsOf(int i, ReadOnlySpan<int> relevant)
    {
        if (_order is null)
            return (0, 0);
        int place = i % ScoreTile.Users;
        if (place == 0)
            _order.Score(_users.AsSpan(i..Math.Min(i + ScoreTile.Users, _count)));
        return _order.Count(place, relevant, problem.ExcludedOf(_excludeRows[i]));
    }
}
