using FastMf.Data;
using FastMf.Simd;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    private readonly RoomPool<FactorMatrix> _paddedRows;
    private FoldInSide? _userFoldIn; // made at the first use
    private FoldInSide? _itemFoldIn;

    /// <summary>
    /// The factors and the bias of a new user, from what is known of it: the best ones for the model's objective while
    /// the items stay, by the half-step of (implicit) alternating least squares. Folding a training user in with its own
    /// history gives that user's row: to rounding where training ended by solving rows exactly, otherwise what the row
    /// would become in one such half-step.
    /// </summary>
    /// <remarks>
    /// For implicit feedback and for ratings with the squared loss, with L2 and L1 penalties and non-negative factors as
    /// the model was trained. A history without ratings gives zeros. Thread-safe. Allocates nothing but at the first
    /// calls: for implicit feedback the very first one sums up the products of all items, and a thread more or a longer
    /// history than before needs room once.
    /// </remarks>
    /// <param name="items">Rows of the items of the history, each once.</param>
    /// <param name="values">The rating, or for implicit feedback how often or how much, for each; there, those below the model's threshold count as not there.</param>
    /// <param name="factors">Receives the factors: <see cref="Rank"/> numbers.</param>
    /// <param name="bias">Receives the bias; 0 where the model has none of users.</param>
    /// <returns>How many of the items counted: for implicit feedback the positives.</returns>
    /// <exception cref="InvalidOperationException">No best row is known for the model's objective; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, an item is given twice, or a value is none for the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public int FoldInUser(ReadOnlySpan<int> items, ReadOnlySpan<float> values, Span<float> factors, out float bias)
    {
        int count = UserFoldIn.Solve(new(items, values, default, nameof(items)), factors, out bias);
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>The same for a model whose users have no biases.</summary>
    /// <param name="items">Rows of the items of the history, each once.</param>
    /// <param name="values">A value for each.</param>
    /// <param name="factors">Receives the factors: <see cref="Rank"/> numbers.</param>
    /// <returns>How many of the items counted.</returns>
    /// <exception cref="InvalidOperationException">Users have biases, or no best row is known for the model's objective.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, an item is given twice, or a value is none for the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public int FoldInUser(ReadOnlySpan<int> items, ReadOnlySpan<float> values, Span<float> factors)
    {
        CheckNoBias(_userBias.Exists, "users");
        return FoldInUser(items, values, factors, out _);
    }

    /// <summary>The factors and the bias of a new item, from the users who have it; all else as for users.</summary>
    /// <param name="users">Rows of the users, each once.</param>
    /// <param name="values">A value for each.</param>
    /// <param name="factors">Receives the factors: <see cref="Rank"/> numbers.</param>
    /// <param name="bias">Receives the bias; 0 where the model has none of items.</param>
    /// <returns>How many of the users counted.</returns>
    /// <exception cref="InvalidOperationException">No best row is known for the model's objective; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, a user is given twice, or a value is none for the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public int FoldInItem(ReadOnlySpan<int> users, ReadOnlySpan<float> values, Span<float> factors, out float bias)
    {
        int count = ItemFoldIn.Solve(new(users, values, default, nameof(users)), factors, out bias);
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>The same for a model whose items have no biases.</summary>
    /// <param name="users">Rows of the users, each once.</param>
    /// <param name="values">A value for each.</param>
    /// <param name="factors">Receives the factors: <see cref="Rank"/> numbers.</param>
    /// <returns>How many of the users counted.</returns>
    /// <exception cref="InvalidOperationException">Items have biases, or no best row is known for the model's objective.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, a user is given twice, or a value is none for the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public int FoldInItem(ReadOnlySpan<int> users, ReadOnlySpan<float> values, Span<float> factors)
    {
        CheckNoBias(_itemBias.Exists, "items");
        return FoldInItem(users, values, factors, out _);
    }

    /// <summary>
    /// Why an item has its score for a user with some history. For implicit feedback, with A the system of that user,
    /// y = h_item . A^-1 sum_j c_j h_j, and item j of the history brings c_j h_item . A^-1 h_j (Hu, Koren and Volinsky
    /// 2008, section 5); the score is the sum of the contributions. For ratings item j brings
    /// w_j (r_j - mu - b_j) z_item . A^-1 z_j with z = (v, 1), and the score is mu + b_item and that sum: so much more or
    /// less than for somebody unknown. Sums are in double and in order; but for rounding the score is that of the row
    /// that <see cref="FoldInUser(ReadOnlySpan{int}, ReadOnlySpan{float}, Span{float}, out float)"/> gives.
    /// </summary>
    /// <param name="item">The row of the item to explain; it may be one of the history.</param>
    /// <param name="items">Rows of the items of the history, each once.</param>
    /// <param name="values">A value for each.</param>
    /// <param name="contributions">Receives what each of them brings; 0 for one that is no positive.</param>
    /// <returns>The score.</returns>
    /// <exception cref="InvalidOperationException">No best row is known for the model's objective, or it is no sum over the history (non-negative factors, L1).</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, an item is given twice, or a value is none for the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public float Explain(int item, ReadOnlySpan<int> items, ReadOnlySpan<float> values, Span<float> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemFactors.Rows, nameof(item));
        float score = UserFoldIn.Explain(item, new(items, values, default, nameof(items)), contributions);
        GC.KeepAlive(this);
        return score;
    }

    /// <summary>The items with the highest scores for someone with the given factors, such as a folded-in user.</summary>
    /// <param name="userFactors">The factors: <see cref="Rank"/> numbers.</param>
    /// <param name="best">Receives the items, best first; as many are looked for as it is long.</param>
    /// <param name="exclude">Rows of items not to be recommended, ascending.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidOperationException">Users have biases: give one.</exception>
    /// <exception cref="ArgumentException">There are more or fewer factors, or the rows to exclude do not ascend.</exception>
    public int Recommend(ReadOnlySpan<float> userFactors, Span<Scored> best, ReadOnlySpan<int> exclude = default)
    {
        CheckNoBias(_userBias.Exists, "users");
        return Recommend(userFactors, 0f, best, exclude);
    }

    /// <summary>The same with a bias, which changes the scores and not the order.</summary>
    /// <param name="userFactors">The factors: <see cref="Rank"/> numbers.</param>
    /// <param name="userBias">The bias.</param>
    /// <param name="best">Receives the items, best first; as many are looked for as it is long.</param>
    /// <param name="exclude">Rows of items not to be recommended, ascending.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">There are more or fewer factors, or the rows to exclude do not ascend.</exception>
    public int Recommend(
        ReadOnlySpan<float> userFactors,
        float userBias,
        Span<Scored> best,
        ReadOnlySpan<int> exclude = default
    )
    {
        for (int k = 1; k < exclude.Length; k++)
        {
            if (exclude[k] <= exclude[k - 1])
                throw new ArgumentException("The rows to exclude do not ascend.", nameof(exclude));
        }
        FactorMatrix row = Padded(userFactors);
        ItemScorer scorer = new(this, StartFor(userBias), row.Row(0));
        int count = SimdWidth.Dispatch<RowScan<ItemScorer>, int>(new(scorer, ItemFactors.Rows, exclude, best));
        _paddedRows.Return(row);
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>y of an item for someone with the given factors, such as a folded-in user: the score that a list would give it.</summary>
    /// <param name="userFactors">The factors: <see cref="Rank"/> numbers.</param>
    /// <param name="userBias">The bias; 0 where the model has none of users.</param>
    /// <param name="item">The item's row.</param>
    /// <exception cref="ArgumentException">There are more or fewer factors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public float Predict(ReadOnlySpan<float> userFactors, float userBias, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemFactors.Rows, nameof(item));
        FactorMatrix row = Padded(userFactors);
        ItemScorer scorer = new(this, StartFor(userBias), row.Row(0));
        float score = SimdWidth.Dispatch<ScoreOne, float>(new(scorer, item));
        _paddedRows.Return(row);
        GC.KeepAlive(this);
        return score;
    }

    /// <summary>A row of the pool that holds the factors, and zeros behind them.</summary>
    private FactorMatrix Padded(ReadOnlySpan<float> userFactors)
    {
        if (userFactors.Length != Rank)
            throw new ArgumentException(
                $"{userFactors.Length} factors given; the rank is {Rank}.",
                nameof(userFactors)
            );
        FactorMatrix row = _paddedRows.Rent();
        userFactors.CopyTo(row.Row(0));
        return row;
    }

    private static void CheckNoBias(bool has, string side)
    {
        if (has)
            throw new InvalidOperationException(
                $"The model's {side} have biases, and factors alone make no score: use the overload with a bias."
            );
    }

    private readonly ref struct ScoreOne(ItemScorer scorer, int item) : ISimdVisitor<float>
    {
        private readonly ItemScorer _scorer = scorer;

        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            Span<float> score = stackalloc float[1];
            using RowRoom room = new(_scorer.Rows!, 1);
            _scorer.Score<TSimd>(item, _scorer.Rows!.Read<TSimd>(item, 1, room.Floats), score);
            return score[0];
        }
    }
}
