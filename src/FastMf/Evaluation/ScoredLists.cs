using FastMf.Kernels;
using FastMf.Models;

namespace FastMf.Evaluation;

/// <summary>
/// Lists of anything that scores items, one user after the other. Candidates are all items that are not excluded, or of those
/// the relevant ones and some drawn from the others. Nothing is sorted but lists and relevant items.
/// </summary>
/// <param name="scorer">Gives the scores.</param>
/// <param name="problem">What is excluded.</param>
/// <param name="k">The length of the list.</param>
/// <param name="negatives">How many of the other items are candidates; null for all.</param>
/// <param name="seed">Which are drawn: a function of this, the user's test row and the number of the draw.</param>
internal sealed class ScoredLists(IItemScorer scorer, RankingProblem problem, int k, int? negatives, ulong seed)
    : UserLists
{
    private readonly float[] _scores = new float[scorer.Items.Count];
    private readonly int[] _others = new int[scorer.Items.Count];
    private readonly ulong[] _relevant = new ulong[problem.MostRatings(1)]; // keys of relevant candidates
    private readonly ulong[] _list = new ulong[Math.Min(k, scorer.Items.Count)];
    private int _relevantCount;
    private int _otherCount;

    public override int Length => _list.Length;

    public override int Capacity => 64;

    public override void Rank(UserBlock block) { }

    public override ReadOnlySpan<ulong> ListOf(UserBlock block, int i)
    {
        scorer.ScoreItems(block.Users[i], _scores);
        foreach (int item in problem.ExcludedOf(block.ExcludeRows[i]))
            _scores[item] = float.NaN;
        TopK list = new(_list);
        _relevantCount = 0;
        foreach (int item in block.RelevantOf(i))
        {
            if (item < 0 || float.IsNaN(_scores[item]))
                continue;
            list.Offer(_relevant[_relevantCount++] = TopK.Key(item, _scores[item]));
            _scores[item] = float.NaN;
        }
        _relevant.AsSpan(0, _relevantCount).Sort();
        FindOthers(block.TestUsers[i]);
        foreach (int item in _others.AsSpan(0, _otherCount))
        {
            if (_scores[item] >= list.Least)
                list.Offer(TopK.Key(item, _scores[item]));
        }
        return _list.AsSpan(0, list.Finish());
    }

    public override (long Ordered, long Pairs) PairsOf(UserBlock block, int i)
    {
        long ordered = 0;
        ReadOnlySpan<ulong> relevant = _relevant.AsSpan(0, _relevantCount);
        foreach (int item in _others.AsSpan(0, _otherCount))
            ordered += _relevantCount - ~relevant.BinarySearch(TopK.Key(item, _scores[item]));
        return (ordered, (long)block.RelevantOf(i).Length * _otherCount);
    }

    /// <summary>Lists the items with a score, or as many as wanted, drawn from them.</summary>
    private void FindOthers(int testUser)
    {
        int others = 0;
        for (int item = 0; item < _scores.Length; item++)
        {
            _others[others] = item;
            others += float.IsNaN(_scores[item]) ? 0 : 1;
        }
        _otherCount = Math.Min(negatives ?? others, others);
        if (_otherCount == others)
            return;
        for (int draw = 0; draw < _otherCount; draw++)
        {
            int at = draw + CounterRandom.UniformInt(seed, (ulong)testUser, (ulong)draw, others - draw);
            (_others[draw], _others[at]) = (_others[at], _others[draw]);
        }
    }
}
