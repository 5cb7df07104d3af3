using System.Numerics;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Evaluation;

/// <summary>
/// Counts, for users of a block, the pairs of a relevant and another item that are in the right order. All items are
/// scored; how many come before a relevant one is counted without sorting. One worker's room.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="panels">All its items.</param>
/// <param name="mostRelevant">The most relevant items of a user.</param>
/// <param name="width">The register width.</param>
internal sealed class PairOrder(FactorModel model, ItemPanels panels, int mostRelevant, int width)
{
    private const int TileSize = ScoreTile.Users * ScoreTile.Items;

    private readonly PanelScorer _scorer = new(model, panels);
    private readonly float[] _scores = new float[(long)panels.Count * TileSize];
    private readonly ulong[] _keys = new ulong[mostRelevant];
    private readonly float[] _least = new float[2 * mostRelevant + 1];
    private readonly int[] _counts = new int[2 * mostRelevant + 1];

    /// <summary>Scores all items for one to four users.</summary>
    /// <param name="users">Their rows in the model; negative for unknown ones.</param>
    public void Score(ReadOnlySpan<int> users) => SimdWidth.Dispatch<ScorePanels, int>(new(this, users), width);

    /// <summary>The pairs in the right order, and all, of one of the users scored last.</summary>
    /// <param name="k">Which of them.</param>
    /// <param name="relevant">Rows of relevant items, each once; -1 for one that the model does not know, which comes last.</param>
    /// <param name="excluded">Rows of items that take no part, ascending; none is relevant.</param>
    public (long Ordered, long Pairs) Count(int k, ReadOnlySpan<int> relevant, ReadOnlySpan<int> excluded)
    {
        Span<ulong> keys = KeysOf(k, relevant);
        // How many items of all have a score of at least -infinity, that of a relevant item, and more than that.
        Span<float> least = _least.AsSpan(0, 2 * keys.Length + 1);
        Span<int> counts = _counts.AsSpan(0, least.Length);
        counts.Clear();
        least[0] = float.NegativeInfinity;
        for (int i = 0; i < keys.Length; i++)
        {
            least[2 * i + 1] = TopK.Score(keys[i]);
            least[2 * i + 2] = Above(least[2 * i + 1]);
        }
        SimdWidth.Dispatch<CountPanels, int>(new(this, k, least, counts), width);
        long before = 0; // pairs of a relevant item and any other that comes before it
        for (int i = 0; i < keys.Length; i++)
        {
            before += counts[2 * i + 2];
            if (counts[2 * i + 1] - counts[2 * i + 2] > 1)
                before += SimdWidth.Dispatch<TiesBefore, int>(new(this, k, keys[i]), width);
        }
        before -= (long)keys.Length * (keys.Length - 1) / 2; // among themselves
        int others = counts[0] - keys.Length;
        int last = -1; // a pair may be excluded twice
        foreach (int item in excluded)
        {
            float score = ScoreOf(k, item);
            if (item == last || float.IsNaN(score))
                continue;
            last = item;
            before -= ~keys.BinarySearch(TopK.Key(item, score));
            others--;
        }
        return ((long)keys.Length * others - before, (long)relevant.Length * others);
    }

    /// <summary>The places of the relevant items that the model knows, as ascending keys of <see cref="TopK"/>.</summary>
    private Span<ulong> KeysOf(int k, ReadOnlySpan<int> relevant)
    {
        int count = 0;
        foreach (int item in relevant)
        {
            float score = item < 0 ? float.NaN : ScoreOf(k, item);
            if (!float.IsNaN(score))
                _keys[count++] = TopK.Key(item, score);
        }
        Span<ulong> keys = _keys.AsSpan(0, count);
        keys.Sort();
        return keys;
    }

    private float ScoreOf(int k, int item)
    {
        (int panel, int j) = Math.DivRem(panels.PlaceOf(item), ScoreTile.Items);
        return ScoresOf(k, panel)[j];
    }

    private int RowAt(int panel, int j) => panels.RowsOf(panel)[j];

    private ReadOnlySpan<float> ScoresOf(int k, int panel) =>
        _scores.AsSpan(panel * TileSize + k * ScoreTile.Items, ScoreTile.Items);

    /// <summary>What only scores above this one reach.</summary>
    private static float Above(float score) => float.IsPositiveInfinity(score) ? float.NaN : MathF.BitIncrement(score);

    private readonly ref struct ScorePanels(PairOrder order, ReadOnlySpan<int> users) : ISimdVisitor<int>
    {
        private readonly ReadOnlySpan<int> _users = users;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            int panels = order._scores.Length / TileSize;
            for (int panel = 0; panel < panels; panel++)
                order._scorer.Score<TSimd>(panel, _users, order._scores.AsSpan(panel * TileSize, TileSize));
            return panels;
        }
    }

    private readonly ref struct CountPanels(PairOrder order, int k, ReadOnlySpan<float> least, Span<int> counts)
        : ISimdVisitor<int>
    {
        private readonly ReadOnlySpan<float> _least = least;
        private readonly Span<int> _counts = counts;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            int panels = order._scores.Length / TileSize;
            for (int panel = 0; panel < panels; panel++)
                ScoreTile.Count<TSimd>(order.ScoresOf(k, panel), _least, _counts);
            return panels;
        }
    }

    /// <summary>How many items with the very score of a key have a lower row.</summary>
    private readonly struct TiesBefore(PairOrder order, int k, ulong key) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            (float score, int before) = (TopK.Score(key), 0);
            for (int panel = 0; panel < order._scores.Length / TileSize; panel++)
            {
                ReadOnlySpan<float> scores = order.ScoresOf(k, panel);
                ulong ties = ScoreTile.AtLeast<TSimd>(scores, score) & ~ScoreTile.AtLeast<TSimd>(scores, Above(score));
                for (; ties != 0; ties &= ties - 1)
                    before += order.RowAt(panel, BitOperations.TrailingZeroCount(ties)) < TopK.Row(key) ? 1 : 0;
            }
            return before;
        }
    }
}
