using System.Numerics;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Evaluation;

/// <summary>
/// Lists of anything that scores items. A block of users is scored by one call; each one's candidates are then compared, 64 at once,
/// with the last of the list and with the relevant ones. Candidates are all items that are not excluded, or of those the
/// relevant ones and some drawn from the others. Nothing is sorted but lists and relevant items.
/// </summary>
/// <param name="scorer">Gives the scores.</param>
/// <param name="problem">What is excluded.</param>
/// <param name="k">The length of the list.</param>
/// <param name="negatives">How many of the other items are candidates; null for all.</param>
/// <param name="seed">Which are drawn: a function of this, the user's test row and the number of the draw.</param>
internal sealed class ScoredLists(IItemScorer scorer, RankingProblem problem, int k, int? negatives, ulong seed)
    : UserLists
{
    private const int MostScores = 1 << 18; // of a block: they stay in the second-level cache
    private const int AtOnce = ScoreTile.Items;

    private readonly float[] _zeros = new float[AtOnce];

    private readonly int _items = scorer.Items.Count;
    private readonly float[] _given = new float[CapacityFor(scorer.Items.Count) * scorer.Items.Count];
    private readonly float[] _scores = new float[(scorer.Items.Count + AtOnce - 1) / AtOnce * AtOnce]; // of one user; NaN for no candidate
    private readonly int[] _drawn = new int[negatives is null ? 0 : scorer.Items.Count];
    private readonly float[] _drawnScores = new float[Math.Min(negatives ?? 0, scorer.Items.Count)];
    private readonly ulong[] _relevant = new ulong[problem.MostRatings(1)]; // keys of relevant candidates, like the next ones
    private readonly float[] _relevantScores = new float[problem.MostRatings(1)];
    private readonly int[] _before = new int[problem.MostRatings(1)];
    private readonly ulong[] _unsure = new ulong[problem.MostRatings(1)];
    private readonly ulong[] _list = new ulong[Math.Min(k, scorer.Items.Count)];
    private int _relevantCount;

    public override int Length => _list.Length;

    public override int Capacity => CapacityFor(_items);

    public override void Rank(UserBlock block) =>
        scorer.ScoreItems(block.Users, _given.AsSpan(0, block.Count * _items));

    public override ReadOnlySpan<ulong> ListOf(UserBlock block, int i)
    {
        _scores.AsSpan(_items).Fill(float.NaN);
        _given.AsSpan(i * _items, _items).CopyTo(_scores);
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
        if (negatives is { } wanted)
            Draw(block.TestUsers[i], wanted);
        return _list.AsSpan(0, SimdWidth.Dispatch<OfferAll, int>(new(this, list)));
    }

    public override (long Ordered, long Pairs) PairsOf(UserBlock block, int i)
    {
        for (int key = 0; key < _relevantCount; key++)
            (_relevantScores[key], _before[key]) = (TopK.Score(_relevant[key]), 0);
        long others = SimdWidth.Dispatch<CountAll, int>(new(this));
        long ordered = others * _relevantCount;
        foreach (int count in _before.AsSpan(0, _relevantCount))
            ordered -= count;
        return (ordered, others * block.RelevantOf(i).Length);
    }

    private static int CapacityFor(int items) => Math.Clamp(MostScores / Math.Max(1, items), 1, 64);

    /// <summary>Leaves so many of the items that have a score.</summary>
    private void Draw(int testUser, int wanted)
    {
        int others = 0;
        for (int item = 0; item < _items; item++)
        {
            _drawn[others] = item;
            others += float.IsNaN(_scores[item]) ? 0 : 1;
        }
        if (wanted >= others)
            return;
        for (int draw = 0; draw < wanted; draw++)
        {
            int at = draw + CounterRandom.UniformInt(seed, (ulong)testUser, (ulong)draw, others - draw);
            (_drawn[draw], _drawn[at]) = (_drawn[at], _drawn[draw]);
        }
        for (int draw = 0; draw < wanted; draw++)
            _drawnScores[draw] = _scores[_drawn[draw]];
        _scores.AsSpan().Fill(float.NaN);
        for (int draw = 0; draw < wanted; draw++)
            _scores[_drawn[draw]] = _drawnScores[draw];
    }

    /// <summary>Counts those of 64 items that come before each relevant one.</summary>
    /// <returns>How many of them are candidates.</returns>
    private int Count<TSimd>(int first)
        where TSimd : struct, ISimd<TSimd>
    {
        ReadOnlySpan<float> scores = _scores.AsSpan(first, AtOnce);
        ulong candidates = ScoreTile.AtLeast<TSimd>(scores, float.NegativeInfinity);
        Span<ulong> same = _unsure.AsSpan(0, _relevantCount);
        same.Fill(candidates);
        CountAbove.BySums<TSimd>(
            scores,
            0f,
            _zeros,
            0f,
            _relevantScores.AsSpan(0, _relevantCount),
            _before.AsSpan(0, _relevantCount),
            same
        );
        for (int key = 0; key < same.Length; key++)
        {
            for (ulong bits = same[key]; bits != 0; bits &= bits - 1)
                _before[key] += first + BitOperations.TrailingZeroCount(bits) < TopK.Row(_relevant[key]) ? 1 : 0;
        }
        return BitOperations.PopCount(candidates);
    }

    private readonly struct CountAll(ScoredLists lists) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            int candidates = 0;
            for (int first = 0; first < lists._scores.Length; first += AtOnce)
                candidates += lists.Count<TSimd>(first);
            return candidates;
        }
    }

    private readonly ref struct OfferAll(ScoredLists lists, TopK list) : ISimdVisitor<int>
    {
        private readonly TopK _list = list;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            TopK list = _list;
            for (int first = 0; first < lists._scores.Length; first += AtOnce)
            {
                ulong bits = ScoreTile.AtLeast<TSimd>(lists._scores.AsSpan(first, AtOnce), list.Least);
                for (; bits != 0; bits &= bits - 1)
                {
                    int item = first + BitOperations.TrailingZeroCount(bits);
                    list.Offer(TopK.Key(item, lists._scores[item]));
                }
            }
            return list.Finish();
        }
    }
}
