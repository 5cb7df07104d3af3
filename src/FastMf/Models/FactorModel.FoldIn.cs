using FastMf.Penalties;
using FastMf.Simd;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    private FoldInSide? _userFoldIn; // made at the first use
    private FoldInSide? _itemFoldIn;

    /// <summary>
    /// The factors of a new user, from what is known of it: the best ones for the model's objective while the items stay,
    /// exactly as training would find them. Folding a training user in with its own history gives that user's row, to
    /// rounding where training solved rows exactly.
    /// </summary>
    /// <remarks>
    /// Thread-safe. Allocates nothing but at the first calls: the very first one sums up the products of all items, and a
    /// thread more or a longer history than before needs room once.
    /// </remarks>
    /// <param name="items">Rows of the items of the history, each once.</param>
    /// <param name="values">How often or how much, for each; those below the model's threshold count as not there.</param>
    /// <param name="factors">Receives the factors: <see cref="Rank"/> numbers; zeros where nothing is a positive.</param>
    /// <returns>How many of the items were positives.</returns>
    /// <exception cref="InvalidOperationException">The model is not one of implicit feedback.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, an item is given twice, or a value is none of feedback.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public int FoldInUser(ReadOnlySpan<int> items, ReadOnlySpan<float> values, Span<float> factors) =>
        UserFoldIn.Solve(items, values, factors, nameof(items));

    /// <summary>The factors of a new item, from the users who chose it; all else as for <see cref="FoldInUser"/>.</summary>
    /// <param name="users">Rows of the users, each once.</param>
    /// <param name="values">How often or how much, for each.</param>
    /// <param name="factors">Receives the factors: <see cref="Rank"/> numbers.</param>
    /// <returns>How many of the users were positives.</returns>
    /// <exception cref="InvalidOperationException">The model is not one of implicit feedback.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, a user is given twice, or a value is none of feedback.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public int FoldInItem(ReadOnlySpan<int> users, ReadOnlySpan<float> values, Span<float> factors) =>
        ItemFoldIn.Solve(users, values, factors, nameof(users));

    /// <summary>
    /// Why an item has its score for a user with some history: with A the system of that user,
    /// y = h_item . A^-1 sum_j c_j h_j, and item j of the history brings c_j h_item . A^-1 h_j (Hu, Koren and Volinsky
    /// 2008, section 5). The score is the sum of the contributions, in double and in order; but for rounding it is that of
    /// the factors that <see cref="FoldInUser"/> gives.
    /// </summary>
    /// <param name="item">The row of the item to explain; it may be one of the history.</param>
    /// <param name="items">Rows of the items of the history, each once.</param>
    /// <param name="values">How often or how much, for each.</param>
    /// <param name="contributions">Receives what each of them brings; 0 for one that is no positive.</param>
    /// <returns>The score.</returns>
    /// <exception cref="InvalidOperationException">The model is not one of implicit feedback.</exception>
    /// <exception cref="ArgumentException">Lengths do not fit, an item is given twice, or a value is none of feedback.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public float Explain(int item, ReadOnlySpan<int> items, ReadOnlySpan<float> values, Span<float> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemFactors.Rows, nameof(item));
        return UserFoldIn.Explain(item, items, values, contributions, nameof(items));
    }

    /// <summary>The items with the highest scores for someone with the given factors, such as a folded-in user.</summary>
    /// <param name="userFactors">The factors: <see cref="Rank"/> numbers.</param>
    /// <param name="best">Receives the items, best first; as many are looked for as it is long.</param>
    /// <param name="exclude">Rows of items not to be recommended, ascending.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidOperationException">The model has biases, of which a new user has none.</exception>
    /// <exception cref="ArgumentException">There are more or fewer factors, or the rows to exclude do not ascend.</exception>
    public int Recommend(ReadOnlySpan<float> userFactors, Span<Scored> best, ReadOnlySpan<int> exclude = default)
    {
        if (HasBiases)
            throw new InvalidOperationException("The model has biases; factors alone make no score.");
        if (userFactors.Length != Rank)
            throw new ArgumentException(
                $"{userFactors.Length} factors given; the rank is {Rank}.",
                nameof(userFactors)
            );
        for (int k = 1; k < exclude.Length; k++)
        {
            if (exclude[k] <= exclude[k - 1])
                throw new ArgumentException("The rows to exclude do not ascend.", nameof(exclude));
        }
        FoldInRoom room = UserFoldIn.Rent();
        userFactors.CopyTo(room.Row.Row(0));
        FactorScorer scorer = new(room.Row, ItemFactors);
        int count = SimdWidth.Dispatch<RowScan<FactorScorer>, int>(new(scorer, ItemFactors.Rows, exclude, best));
        UserFoldIn.Return(room);
        return count;
    }

    private FoldInSide UserFoldIn => _userFoldIn ?? MakeFoldIn(ref _userFoldIn, ofItems: false);

    private FoldInSide ItemFoldIn => _itemFoldIn ?? MakeFoldIn(ref _itemFoldIn, ofItems: true);

    private FoldInSide MakeFoldIn(ref FoldInSide? place, bool ofItems)
    {
        if (Info.Objective is not { Implicit: { } feedback, Penalty: L2Penalty lambda } objective)
            throw new InvalidOperationException(
                "The model is not one of implicit feedback: what a new row should be is not known here."
            );
        FoldInSide made = new(
            ofItems ? UserFactors : ItemFactors,
            feedback,
            ofItems ? lambda.Items : lambda.Users,
            objective.PenaltyExponent
        );
        return Interlocked.CompareExchange(ref place, made, null) ?? made; // two at once make the same
    }
}
