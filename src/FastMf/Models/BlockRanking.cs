using System.Numerics;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

/// <summary>
/// Finds the best items for a block of users at once: the answers of <see cref="FactorModel.Recommend(int, Span{Scored}, Ratings?)"/>,
/// to the bit. Bounds of the scores of four users and a panel of items are compared with the least score of each user's list;
/// only survivors are looked up among the excluded, and scored. One worker's room; ranking
/// allocates nothing.
/// </summary>
internal sealed class BlockRanking
{
    private const int MostKeys = 1 << 20;
    private const int MostUsers = 128;

    private readonly FactorModel _model;
    private readonly ItemPanels _panels;
    private readonly int _width;
    private readonly bool _prune;
    private readonly PanelScorer _scorer;
    private readonly ulong[] _keys;
    private readonly int[] _counts; // by user of the block, like the next ones
    private readonly float[] _least;
    private readonly float[] _starts;
    private readonly double[] _norms;
    private readonly int[] _users;
    private readonly int[] _excludeRows;
    private readonly int[] _searching; // users of the block that may find more
    private readonly int[] _here; // those that may find something in this panel

    /// <param name="model">The model.</param>
    /// <param name="panels">Its items.</param>
    /// <param name="length">How many items to find for a user.</param>
    /// <param name="width">The register width.</param>
    /// <param name="prune">Whether to stop where the bound allows it; changes no result.</param>
    public BlockRanking(FactorModel model, ItemPanels panels, int length, int width, bool prune = true)
    {
        _model = model;
        _panels = panels;
        _width = width;
        _prune = prune;
        Length = Math.Min(length, panels.Items);
        Capacity = CapacityFor(Length);
        _scorer = new PanelScorer(model, panels);
        _keys = new ulong[(long)Capacity * Length];
        _counts = new int[Capacity];
        _least = new float[Capacity];
        _starts = new float[Capacity];
        _norms = new double[Capacity];
        _users = new int[Capacity];
        _excludeRows = new int[Capacity];
        _searching = new int[Capacity];
        _here = new int[Capacity];
    }

    /// <summary>How many items a list has at most.</summary>
    public int Length { get; }

    /// <summary>The most users of a block.</summary>
    public int Capacity { get; }

    /// <summary>Users times panels scored so far: what the bound left to do.</summary>
    public long Scored { get; private set; }

    /// <summary>The most users of a block with lists of that length: so many that an item is read for many users, so few that memory stays small.</summary>
    public static int CapacityFor(int length) => Math.Clamp(MostKeys / Math.Max(1, length), ScoreTile.Users, MostUsers);

    /// <summary>Finds the best items of users.</summary>
    /// <param name="users">Their rows, negative for unknown ones; at most <see cref="Capacity"/>.</param>
    /// <param name="exclude">Items not to be recommended, in rows; null for none.</param>
    /// <param name="excludeRows">Each user's row there, negative where there is none.</param>
    public void Rank(ReadOnlySpan<int> users, SparseMatrix? exclude, ReadOnlySpan<int> excludeRows)
    {
        users.CopyTo(_users);
        excludeRows.CopyTo(_excludeRows);
        for (int i = 0; i < users.Length; i++)
        {
            TopK top = new(RoomOf(i));
            (_counts[i], _least[i], _searching[i]) = (0, top.Least, i);
            _starts[i] = _model.StartOf(users[i]);
            _norms[i] = users[i] < 0 ? 0 : ItemOrder.Norm(_model.UserFactors, users[i]);
        }
        if (Length > 0)
            SimdWidth.Dispatch<Search, int>(new(this, users.Length, exclude), _width);
        for (int i = 0; i < users.Length; i++)
            new TopK(RoomOf(i), _counts[i]).Finish();
    }

    /// <summary>The best items of a user of the block, best first, as keys of <see cref="TopK"/>; valid until the next call.</summary>
    public ReadOnlySpan<ulong> KeysOf(int i) => RoomOf(i)[.._counts[i]];

    private Span<ulong> RoomOf(int i) => _keys.AsSpan(i * Length, Length);

    /// <summary>Takes out of the search whom nothing from the panel on can help, and finds whom the panel can.</summary>
    private int Narrow(int panel, ref int searching)
    {
        (int kept, int here) = (0, 0);
        if (!_prune)
        {
            _searching.CopyTo(_here, 0);
            return searching;
        }
        for (int k = 0; k < searching; k++)
        {
            int i = _searching[k];
            if (_panels.Bounds.OfRest(panel, _starts[i], _norms[i]) < _least[i])
                continue;
            _searching[kept++] = i;
            if (!(_panels.Bounds.Of(panel, _starts[i], _norms[i]) < _least[i]))
                _here[here++] = i;
        }
        searching = kept;
        return here;
    }

    /// <summary>Finds what of a panel may reach the lists of up to four users, and offers it.</summary>
    private void SearchFour<TSimd>(int panel, ReadOnlySpan<int> four, SparseMatrix? exclude)
        where TSimd : struct, ISimd<TSimd>
    {
        Span<int> users = stackalloc int[four.Length];
        for (int k = 0; k < four.Length; k++)
            users[k] = _users[four[k]];
        _scorer.Begin<TSimd>(panel, users);
        for (int k = 0; k < four.Length; k++)
        {
            int i = four[k];
            ulong survivors = _scorer.Find<TSimd>(k, _starts[i], _norms[i], _least[i]);
            if (survivors != 0)
                Offer<TSimd>(i, survivors, _panels.RowsOf(panel), exclude);
        }
    }

    private void Offer<TSimd>(int i, ulong survivors, ReadOnlySpan<int> rows, SparseMatrix? exclude)
        where TSimd : struct, ISimd<TSimd>
    {
        ReadOnlySpan<int> excluded =
            exclude is null || _excludeRows[i] < 0 ? default : exclude.ColumnsOf(_excludeRows[i]);
        TopK top = new(RoomOf(i), _counts[i]);
        for (; survivors != 0; survivors &= survivors - 1)
        {
            int row = rows[BitOperations.TrailingZeroCount(survivors)];
            if (excluded.BinarySearch(row) >= 0)
                continue;
            float score = _scorer.Score<TSimd>(_users[i], row);
            if (!float.IsNaN(score))
                top.Offer(TopK.Key(row, score));
        }
        (_counts[i], _least[i]) = (top.Count, top.Least);
    }

    private readonly struct Search(BlockRanking block, int users, SparseMatrix? exclude) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            int searching = users;
            for (int panel = 0; panel < block._panels.Count && searching > 0; panel++)
            {
                int here = block.Narrow(panel, ref searching);
                block.Scored += here;
                for (int k = 0; k < here; k += ScoreTile.Users)
                    block.SearchFour<TSimd>(panel, block._here.AsSpan(k, Math.Min(ScoreTile.Users, here - k)), exclude);
            }
            return searching;
        }
    }
}
