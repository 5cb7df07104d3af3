using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Evaluation;

/// <summary>Lists of a factor model, for blocks of users and items at once.</summary>
/// <param name="model">The model.</param>
/// <param name="panels">All its items.</param>
/// <param name="problem">What is excluded.</param>
/// <param name="k">The length of the list.</param>
/// <param name="heads">Their heads, to count pairs by; null not to count them.</param>
internal sealed class BlockLists(FactorModel model, ItemPanels panels, RankingProblem problem, int k, ItemHeads? heads)
    : UserLists
{
    private readonly BlockRanking _ranking = new(model, panels, k, SimdWidth.Current);
    private readonly PairOrder? _order = heads is not null
        ? new PairOrder(model, panels, heads, problem.MostRatings(PairOrder.Users), SimdWidth.Current)
        : null;

    public override int Length => _ranking.Length;

    public override int Capacity => Math.Min(_ranking.Capacity, PairOrder.Users);

    public override void Rank(UserBlock block)
    {
        _ranking.Rank(block.Users, problem.Excluded, block.ExcludeRows);
        _order?.Count(block, _ranking.Excluded);
    }

    public override ReadOnlySpan<ulong> ListOf(UserBlock block, int i) => _ranking.KeysOf(i);

    public override (long Ordered, long Pairs) PairsOf(UserBlock block, int i) => _order?.Of(i) ?? (0, 0);
}
