using System.Numerics;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Evaluation;

/// <summary>
/// Counts, for the users of a block, the pairs of a relevant and another item that are in the right order. How many items come
/// before a relevant one is counted panel by panel, without sorting: a panel none of whose scores can reach one is passed over;
/// heads (<see cref="ItemHeads"/>) tell for most items, sums for nearly all others, and the few whose scores lie too near to a
/// relevant one's are scored exactly. One worker's room.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="panels">All its items.</param>
/// <param name="heads">Theirs.</param>
/// <param name="mostRelevant">The most relevant items that the users of a block have together.</param>
/// <param name="width">The register width.</param>
internal sealed class PairOrder(FactorModel model, ItemPanels panels, ItemHeads heads, int mostRelevant, int width)
{
    /// <summary>The most users of a block.</summary>
    public const int Users = 128;

    private const int Few = 4; // scores that cost less than sums

    private readonly PanelScorer _scorer = new(model, panels, Users);
    private readonly FactorMatrix _heads = new(Users, ItemHeads.Length + 1);
    private readonly ulong[] _keys = new ulong[mostRelevant]; // of known relevant items, ascending for each user, like the next ones
    private readonly float[] _scores = new float[mostRelevant];
    private readonly int[] _before = new int[mostRelevant]; // items that come before
    private readonly ulong[] _unsure = new ulong[mostRelevant]; // places of a panel that may come before or not
    private readonly int[] _starts = new int[Users + 1]; // of each user's keys
    private readonly int[] _others = new int[Users]; // candidates that are not relevant
    private readonly int[] _relevant = new int[Users];
    private readonly int[] _reached = new int[Users]; // how many of each user's keys a panel may reach
    private readonly int[] _open = new int[Users]; // users whose heads tell too little

    /// <summary>Counts the pairs of a block's users.</summary>
    /// <param name="block">The users and their relevant items.</param>
    /// <param name="excluded">What takes no part; relevant items are added to it.</param>
    public void Count(UserBlock block, ExcludedPlaces excluded) =>
        SimdWidth.Dispatch<CountAll, int>(new(this, block, excluded, panels.Count), width);

    /// <summary>The pairs in the right order, and all, of one of the users counted last.</summary>
    public (long Ordered, long Pairs) Of(int i)
    {
        long ordered = (long)(_starts[i + 1] - _starts[i]) * _others[i];
        foreach (int count in _before.AsSpan(_starts[i].._starts[i + 1]))
            ordered -= count;
        return (ordered, (long)_relevant[i] * _others[i]);
    }

    /// <summary>Finds the scores of relevant items.</summary>
    private void Begin<TSimd>(UserBlock block, ExcludedPlaces excluded)
        where TSimd : struct, ISimd<TSimd>
    {
        _scorer.Begin(block.Users);
        int count = 0;
        for (int i = 0; i < block.Count; i++)
        {
            heads.Find(_scorer.RowOf(i), _heads.Row(i)[..(ItemHeads.Length + 1)]);
            _starts[i] = count;
            _relevant[i] = block.RelevantOf(i).Length;
            foreach (int item in block.RelevantOf(i))
            {
                if (item < 0)
                    continue;
                excluded.Add(i, item);
                float score = _scorer.Score<TSimd>(i, item);
                if (!float.IsNaN(score))
                    _keys[count++] = TopK.Key(item, score);
            }
            _others[i] = excluded.LeftOf(i);
            _keys.AsSpan(_starts[i]..count).Sort();
            _scorer.Least(i) = count > _starts[i] ? TopK.Score(_keys[_starts[i]]) : float.PositiveInfinity;
        }
        _starts[block.Count] = count;
        for (int k = 0; k < count; k++)
            (_scores[k], _before[k]) = (TopK.Score(_keys[k]), 0);
    }

    /// <summary>Counts by heads, and leaves the users for whom that tells too little.</summary>
    /// <returns>How many are left, in <see cref="_open"/>.</returns>
    private int CountByHeads<TSimd>(int panel, ReadOnlySpan<int> here, ExcludedPlaces excluded)
        where TSimd : struct, ISimd<TSimd>
    {
        int open = 0;
        ReadOnlySpan<float> packed = heads.Of(panel);
        ReadOnlySpan<float> bias = panels.BiasesOf(panel);
        foreach (int i in here)
        {
            ulong among = excluded.Left(panel, i);
            if (!_scorer.Tells(i))
            {
                CountOneByOne<TSimd>(i, panel, among);
                continue;
            }
            Range keys = _starts[i].._starts[i + 1];
            _reached[i] = CountAbove.ByHeads<TSimd>(
                packed,
                _heads.Row(i)[..(ItemHeads.Length + 1)],
                bias,
                _scorer.Start(i),
                among,
                _scores.AsSpan(keys),
                _before.AsSpan(keys),
                _unsure.AsSpan(keys),
                out int unsure
            );
            if (unsure > Few)
                _open[open++] = i;
            else if (unsure > 0)
                Settle<TSimd>(i, panel);
        }
        return open;
    }

    private void CountBySums<TSimd>(int panel, ReadOnlySpan<int> four)
        where TSimd : struct, ISimd<TSimd>
    {
        _scorer.AddUp<TSimd>(four);
        for (int k = 0; k < four.Length; k++)
        {
            int i = four[k];
            Range keys = _starts[i]..(_starts[i] + _reached[i]);
            CountAbove.BySums<TSimd>(
                _scorer.SumsOf(k),
                _scorer.Slack(i),
                panels.BiasesOf(panel),
                _scorer.Start(i),
                _scores.AsSpan(keys),
                _before.AsSpan(keys),
                _unsure.AsSpan(keys)
            );
            Settle<TSimd>(i, panel);
        }
    }

    /// <summary>Scores what is unsure.</summary>
    private void Settle<TSimd>(int i, int panel)
        where TSimd : struct, ISimd<TSimd>
    {
        for (int key = _starts[i]; key < _starts[i] + _reached[i]; key++)
        {
            for (ulong bits = _unsure[key]; bits != 0; bits &= bits - 1)
            {
                ulong other = KeyAt<TSimd>(i, panel, BitOperations.TrailingZeroCount(bits)) ?? 0;
                _before[key] += other > _keys[key] ? 1 : 0;
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
                _others[i]--;
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

    private readonly ref struct CountAll(PairOrder order, UserBlock block, ExcludedPlaces excluded, int panels)
        : ISimdVisitor<int>
    {
        private readonly UserBlock _block = block;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            order.Begin<TSimd>(_block, excluded);
            for (int panel = 0; panel < panels; panel++)
            {
                int open = order.CountByHeads<TSimd>(panel, order._scorer.GoTo(panel), excluded);
                for (int k = 0; k < open; k += ScoreTile.Users)
                    order.CountBySums<TSimd>(panel, order._open.AsSpan(k, Math.Min(ScoreTile.Users, open - k)));
            }
            return panels;
        }
    }
}
