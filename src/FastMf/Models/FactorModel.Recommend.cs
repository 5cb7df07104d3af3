using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    // Ids found to be those of this model: repeated calls with the same ratings need not compare them again.
    private IdMap? _sameUsers;
    private IdMap? _sameItems;

    /// <summary>
    /// The items with the highest predictions for a user, best first; ties go to the lower row. Scores are the bits of
    /// <see cref="Predict(int, int)"/>, not bounded to any scale. For an unknown user (a negative row) these are the
    /// mean and the item's bias: the items that everyone rates highest; without biases the lowest rows.
    /// </summary>
    /// <remarks>Allocates nothing, once <see cref="Ratings.ByUser"/> of <paramref name="exclude"/> was made.</remarks>
    /// <param name="user">The user's row; negative for an unknown one.</param>
    /// <param name="best">Receives the items; as many are looked for as it is long.</param>
    /// <param name="exclude">Pairs not to be recommended, commonly the training ratings; null for none.</param>
    /// <returns>How many were written: fewer than asked for where fewer items are left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The ratings to exclude have other users or items than the model.</exception>
    public int Recommend(int user, Span<Scored> best, Ratings? exclude = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserFactors.Rows);
        ReadOnlySpan<int> excluded = SeenBy(user, exclude);
        using RowRoom room = new(UserFactors, 1);
        ItemScorer scorer = new(this, StartOf(user), RowOf(user, room));
        int count = SimdWidth.Dispatch<RowScan<ItemScorer>, int>(new(scorer, ItemFactors.Rows, excluded, best));
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>The same by the user's id.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="best">Receives the items.</param>
    /// <param name="userKnown">Whether the model has the user; if not, everyone's favourites are given.</param>
    /// <param name="exclude">Pairs not to be recommended; null for none.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">The ratings to exclude have other users or items than the model.</exception>
    public int Recommend(Id user, Span<Scored> best, out bool userKnown, Ratings? exclude = null)
    {
        userKnown = Users.TryGetRow(user, out int row);
        return Recommend(row, best, exclude);
    }

    /// <summary>The scores of all items for a user, as <see cref="Recommend(int, Span{Scored}, Ratings?)"/> ranks them.</summary>
    /// <param name="user">The user's row; negative for an unknown one.</param>
    /// <param name="scores">Receives a score for each item.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">There is room for more or fewer items.</exception>
    public void ScoreItems(int user, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserFactors.Rows);
        if (scores.Length != ItemFactors.Rows)
            throw new ArgumentException($"Room for {scores.Length} of {ItemFactors.Rows} items.", nameof(scores));
        using RowRoom room = new(UserFactors, 1);
        SimdWidth.Dispatch<ItemScores, int>(new(new(this, StartOf(user), RowOf(user, room)), scores));
        GC.KeepAlive(this);
    }

    /// <summary>The rows of the items that a user has among the pairs to exclude, ascending.</summary>
    /// <exception cref="ArgumentException">The ratings to exclude have other users or items than the model.</exception>
    internal ReadOnlySpan<int> SeenBy(int user, Ratings? exclude)
    {
        if (exclude is null)
            return default;
        CheckSameIds(exclude);
        return user < 0 ? default : exclude.ByUser.ColumnsOf(user);
    }

    /// <summary>What each score of someone with a bias begins with.</summary>
    internal float StartFor(float userBias) => _offset + userBias;

    /// <summary>What each score of a user begins with: the mean, where there are biases or nobody is known, and the user's bias.</summary>
    internal float StartOf(int user)
    {
        float start = user < 0 ? Info.Mean : _offset;
        return _userBias.Exists && user >= 0 ? start + _userBias[user] : start;
    }

    /// <summary>The biases of consecutive items; none where the model has none. Of a mapped model valid while it is kept alive.</summary>
    internal ReadOnlySpan<float> ItemBiases(int first, int count) =>
        _itemBias.Exists ? _itemBias.Slice(first, count) : default;

    private void CheckSameIds(Ratings exclude)
    {
        if (ReferenceEquals(exclude.Users, _sameUsers) && ReferenceEquals(exclude.Items, _sameItems))
            return;
        if (!exclude.Users.SameAs(Users) || !exclude.Items.SameAs(Items))
            throw new ArgumentException(
                "The ratings to exclude have other users or items than the model; "
                    + "give ratings.AlignTo(model.Users, model.Items) instead.",
                nameof(exclude)
            );
        _sameUsers = exclude.Users;
        _sameItems = exclude.Items;
    }

    /// <summary>A user's row; empty for an unknown one.</summary>
    private ReadOnlySpan<float> RowOf(int user, in RowRoom room) =>
        user < 0 ? default : UserFactors.Read(user, room.Floats);

    /// <summary>y of one user and consecutive items, in the order of additions of <see cref="Predict{TSimd}"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="start">What every score begins with.</param>
    /// <param name="user">The user's row, padded; empty for an unknown one.</param>
    private readonly ref struct ItemScorer(FactorModel model, float start, ReadOnlySpan<float> user) : IRowScorer
    {
        private readonly ReadOnlySpan<float> _user = user;

        public FactorMatrix? Rows => _user.IsEmpty ? null : model.ItemFactors;

        public void Score<TSimd>(int first, ReadOnlySpan<float> rows, Span<float> scores)
            where TSimd : struct, ISimd<TSimd>
        {
            ReadOnlySpan<float> bias = model.ItemBiases(first, scores.Length);
            if (_user.IsEmpty)
                ScoreAll.Biases(start, bias, scores);
            else
                ScoreAll.Products<TSimd>(start, bias, _user, rows, scores);
        }
    }

    private readonly ref struct ItemScores(ItemScorer scorer, Span<float> scores) : ISimdVisitor<int>
    {
        private readonly ItemScorer _scorer = scorer;
        private readonly Span<float> _scores = scores;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            using RowPieces<ItemScorer> pieces = new(_scorer);
            for (int first = 0; first < _scores.Length; first += pieces.Rows)
                pieces.Score<TSimd>(first, _scores.Slice(first, Math.Min(pieces.Rows, _scores.Length - first)));
            return _scores.Length;
        }
    }
}
