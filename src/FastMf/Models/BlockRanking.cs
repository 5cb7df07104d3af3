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

    private readonly ItemPanels _panels;
    private readonly int _width;
    private readonly PanelScorer _scorer;
    private readonly ulong[] _keys;
    private readonly int[] _counts; // by user of the block, like the next one

    /// <param name="model">The model.</param>
    /// <param name="panels">Its items.</param>
    /// <param name="length">How many items to find for a user.</param>
    /// <param name="width">The register width.</param>
    /// <param name="prune">Whether to stop where the bound allows it; changes no result.</param>
    public BlockRanking(FactorModel model, ItemPanels panels, int length, int width, bool prune = true)
    {
        _panels = panels;
        _width = width;
        Length = Math.Min(length, panels.Items);
        Capacity = CapacityFor(Length);
        _scorer = new PanelScorer(model, panels, Capacity, prune);
        _keys = new ulong[(long)Capacity * Length];
        _counts = new int[Capacity];
        Excluded = new ExcludedPlaces(panels, Capacity);
    }

    /// <summary>How many items a list has at most.</summary>
    public int Length { get; }

    /// <summary>The most users of a block.</summary>
    public int Capacity { get; }

    /// <summary>What is not to be recommended to the users of the block.</summary>
    public ExcludedPlaces Excluded { get; }

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
        Excluded.Begin(exclude, excludeRows);
        _scorer.Begin(users);
        for (int i = 0; i < users.Length; i++)
            (_counts[i], _scorer.Least(i)) = (0, new TopK(RoomOf(i)).Least);
        if (Length > 0)
            SimdWidth.Dispatch<Search, int>(new(this), _width);
        for (int i = 0; i < users.Length; i++)
            new TopK(RoomOf(i), _counts[i]).Finish();
    }

    /// <summary>The best items of a user of the block, best first, as keys of <see cref="TopK"/>; valid until the next call.</summary>
    public ReadOnlySpan<ulong> KeysOf(int i) => RoomOf(i)[.._counts[i]];

    private Span<ulong> RoomOf(int i) => _keys.AsSpan(i * Length, Length);

    /// <summary>Finds what of a panel may reach the lists of up to four users, and offers it.</summary>
    private void SearchFour<TSimd>(int panel, ReadOnlySpan<int> four)
        where TSimd : struct, ISimd<TSimd>
    {
        _scorer.AddUp<TSimd>(four);
        for (int k = 0; k < four.Length; k++)
        {
            ulong survivors = _scorer.Find<TSimd>(k, four[k]) & Excluded.Left(panel, four[k]);
            if (survivors != 0)
                Offer<TSimd>(k, four[k], survivors, _panels.RowsOf(panel));
        }
    }

    private void Offer<TSimd>(int k, int i, ulong survivors, ReadOnlySpan<int> rows)
        where TSimd : struct, ISimd<TSimd>
    {
        TopK top = new(RoomOf(i), _counts[i]);
        for (; survivors != 0; survivors &= survivors - 1)
        {
            int place = BitOperations.TrailingZeroCount(survivors);
            if (!_scorer.MayReach(k, i, place, top.Least)) // which rises from one to the next
                continue;
            int row = rows[place];
            float score = _scorer.Score<TSimd>(i, row);
            if (!float.IsNaN(score))
                top.Offer(TopK.Key(row, score));
        }
        (_counts[i], _scorer.Least(i)) = (top.Count, top.Least);
    }

    private readonly struct Search(BlockRanking block) : ISimdVisitor<int>
    {
        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            for (int panel = 0; panel < block._panels.Count; panel++)
            {
                ReadOnlySpan<int> here = block._scorer.GoTo(panel);
                block.Scored += here.Length;
                for (int k = 0; k < here.Length; k += ScoreTile.Users)
                    block.SearchFour<TSimd>(panel, here.Slice(k, Math.Min(ScoreTile.Users, here.Length - k)));
            }
            return block._panels.Count;
        }
    }
}
