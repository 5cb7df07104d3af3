using System.Numerics;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Evaluation;

/// <summary>
/// Counts, for the users of a block, the pairs of a relevant and another item that are in the right order. How many items come
/// before a relevant one is counted panel by panel, without sorting: sums tell for nearly all items, the few whose scores lie
/// too near to a relevant one's are scored exactly, and a panel none of whose scores can reach one is passed over. One worker's room.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="panels">All its items.</param>
/// <param name="mostRelevant">The most relevant items that the users of a block have together.</param>
/// <param name="width">The register width.</param>
internal sealed class PairOrder(FactorModel model, ItemPanels panels, int mostRelevant, int width)
{
    /// <summary>The most users of a block.</summary>
    public const int Users = 64;

    private readonly PanelScorer _scorer = new(model, panels, Users);
    private readonly ulong[] _keys = new ulong[mostRelevant]; // of known relevant items, ascending for each user, like the next ones
    private readonly float[] _scores = new float[mostRelevant];
    private readonly int[] _before = new int[mostRelevant]; // items that come before
    private readonly ulong[] _unsure = new ulong[mostRelevant];
    private readonly int[] _starts = new int[Users + 1]; // of each user's keys
    private readonly int[] _known = new int[Users]; // candidates, relevant ones included
    private readonly int[] _relevant = new int[Users];
    private readonly ulong[] _excluded = new ulong[(long)Users * panels.Count]; // a bit for each place of each panel

    /// <summary>Counts the pairs of a block's users.</summary>
    /// <param name="block">The users and their relevant items.</param>
    /// <param name="problem">Which items take no part.</param>
    public void Count(UserBlock block, RankingProblem problem)
    {
        _scorer.Begin(block.Users);
        Array.Clear(_excluded, 0, block.Count * panels.Count);
        for (int i = 0; i < block.Count; i++)
        {
            _known[i] = panels.Items;
            foreach (int item in problem.ExcludedOf(block.ExcludeRows[i]))
            {
                (int panel, int place) = Math.DivRem(panels.PlaceOf(item), ScoreTile.Items);
                ref ulong bits = ref _excluded[i * panels.Count + panel];
                _known[i] -= (int)(~bits >> place & 1); // a pair may be excluded twice
                bits |= 1UL << place;
            }
        }
        SimdWidth.Dispatch<CountAll, int>(new(this, block), width);
    }

    /// <summary>The pairs in the right order, and all, of one of the users counted last.</summary>
    public (long Ordered, long Pairs) Of(int i)
    {
        long keys = _starts[i + 1] - _starts[i];
        long others = _known[i] - keys;
        long before = -keys * (keys - 1) / 2; // relevant ones before each other
        foreach (int count in _before.AsSpan(_starts[i].._starts[i + 1]))
            before += count;
        return (keys * others - before, _relevant[i] * others);
    }

    /// <summary>Finds the scores of relevant items.</summary>
    private void Begin<TSimd>(UserBlock block)
        where TSimd : struct, ISimd<TSimd>
    {
        int count = 0;
        for (int i = 0; i < block.Count; i++)
        {
            _starts[i] = count;
            _relevant[i] = block.RelevantOf(i).Length;
            foreach (int item in block.RelevantOf(i))
            {
                float score = item < 0 ? float.NaN : _scorer.Score<TSimd>(i, item);
                if (!float.IsNaN(score))
                    _keys[count++] = TopK.Key(item, score);
            }
            _keys.AsSpan(_starts[i]..count).Sort();
            _scorer.Least(i) = count > _starts[i] ? TopK.Score(_keys[_starts[i]]) : float.PositiveInfinity;
        }
        _starts[block.Count] = count;
        for (int k = 0; k < count; k++)
            (_scores[k], _before[k]) = (TopK.Score(_keys[k]), 0);
    }

    private void CountFour<TSimd>(int panel, ReadOnlySpan<int> four)
        where TSimd : struct, ISimd<TSimd>
    {
        _scorer.AddUp<TSimd>(four);
        for (int k = 0; k < four.Length; k++)
        {
            int i = four[k];
            Range keys = _starts[i].._starts[i + 1];
            ulong among = panels.PlacesOf(panel) & ~_excluded[i * panels.Count + panel];
            Span<ulong> unsure = _unsure.AsSpan(keys);
            int reached = _scorer.Count<TSimd>(k, i, among, _scores.AsSpan(keys), _before.AsSpan(keys), unsure);
            if (reached < 0)
                CountOneByOne<TSimd>(i, panel, among);
            for (int key = 0; key < reached; key++)
            {
                for (ulong bits = unsure[key]; bits != 0; bits &= bits - 1)
                {
                    ulong other = KeyAt<TSimd>(i, panel, BitOperations.TrailingZeroCount(bits)) ?? 0;
                    _before[_starts[i] + key] += other > _keys[_starts[i] + key] ? 1 : 0;
                }
            }
        }
    }

    /// <summary>The same where numbers are so large that sums tell nothing, or are none.</summary>
    private void CountOneByOne<TSimd>(int i, int panel, ulong among)
        where TSimd : struct, ISimd<TSimd>
    {
        for (; among != 0; among &= among - 1)
        {
            if (KeyAt<TSimd>(i, panel, BitOperations.TrailingZeroCount(among)) is not { } other)
            {
                _known[i]--;
                continue;
            }
            for (int key = _starts[i]; key < _starts[i + 1]; key++)
                _before[key] += other > _keys[key] ? 1 : 0;
        }
    }

    /// <summary>The key of an item for a user; null where its score is no number.</summary>
    private ulong? KeyAt<TSimd>(int i, int panel, int place)
        where TSimd : struct, ISimd<TSimd>
    {
        int item = panels.RowsOf(panel)[place];
        float score = _scorer.Score<TSimd>(i, item);
        return float.IsNaN(score) ? null : TopK.Key(item, score);
    }

    private readonly ref struct CountAll(PairOrder order, UserBlock block) : ISimdVisitor<int>
    {
        private readonly UserBlock _block = block;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            order.Begin<TSimd>(_block);
            int panels = order._excluded.Length / Users;
            for (int panel = 0; panel < panels; panel++)
            {
                ReadOnlySpan<int> here = order._scorer.GoTo(panel);
                for (int k = 0; k < here.Length; k += ScoreTile.Users)
                    order.CountFour<TSimd>(panel, here.Slice(k, Math.Min(ScoreTile.Users, here.Length - k)));
            }
            return panels;
        }
    }
}
