using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    /// <summary>
    /// The items whose factors point in the most similar direction: by the cosine of the angle, highest first, ties
    /// to the lower row, without the item itself. An item whose factors are all 0 has cosine 0 with every other.
    /// Biases play no part. Allocates nothing.
    /// </summary>
    /// <param name="item">The item's row.</param>
    /// <param name="best">Receives the items and cosines; as many are looked for as it is long.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int SimilarItems(int item, Span<Scored> best)
    {
        CheckKnownRow(item, ItemFactors, nameof(item));
        return Similar(ItemFactors, item, best);
    }

    /// <summary>The same by the item's id; nothing is similar to an unknown one.</summary>
    /// <param name="item">The item's id.</param>
    /// <param name="best">Receives the items and cosines.</param>
    /// <param name="itemKnown">Whether the model has the item.</param>
    /// <returns>How many were written; 0 for an unknown item.</returns>
    public int SimilarItems(Id item, Span<Scored> best, out bool itemKnown)
    {
        itemKnown = Items.TryGetRow(item, out int row);
        return itemKnown ? Similar(ItemFactors, row, best) : 0;
    }

    /// <summary>The users whose factors point in the most similar direction, as <see cref="SimilarItems(int, Span{Scored})"/>.</summary>
    /// <param name="user">The user's row.</param>
    /// <param name="best">Receives the users and cosines; as many are looked for as it is long.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int SimilarUsers(int user, Span<Scored> best)
    {
        CheckKnownRow(user, UserFactors, nameof(user));
        return Similar(UserFactors, user, best);
    }

    /// <summary>The same by the user's id; nobody is similar to an unknown one.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="best">Receives the users and cosines.</param>
    /// <param name="userKnown">Whether the model has the user.</param>
    /// <returns>How many were written; 0 for an unknown user.</returns>
    public int SimilarUsers(Id user, Span<Scored> best, out bool userKnown)
    {
        userKnown = Users.TryGetRow(user, out int row);
        return userKnown ? Similar(UserFactors, row, best) : 0;
    }

    private static int Similar(FactorMatrix factors, int row, Span<Scored> best)
    {
        int count = SimdWidth.Dispatch<RowScan<CosineScorer>, int>(
            new(new(factors, row), factors.Rows, new(in row), best)
        );
        GC.KeepAlive(factors);
        return count;
    }

    private static void CheckKnownRow(int row, FactorMatrix factors, string name) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)factors.Rows, name);

    private readonly struct CosineScorer(FactorMatrix factors, int row) : IRowScorer
    {
        public void Score<TSimd>(int first, Span<float> scores)
            where TSimd : struct, ISimd<TSimd> =>
            ScoreAll.Cosines<TSimd>(factors.Row(row), factors.RowsFrom(first, scores.Length), scores);
    }
}
