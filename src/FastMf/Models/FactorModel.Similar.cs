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

    /// <summary>The users most similar to somebody with the given factors, such as one who was folded in.</summary>
    /// <param name="userFactors">The factors: <see cref="Rank"/> numbers.</param>
    /// <param name="best">Receives the users and cosines; as many are looked for as it is long.</param>
    /// <param name="exclude">Rows of users to be left out, ascending.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">There are more or fewer factors.</exception>
    public int SimilarUsers(ReadOnlySpan<float> userFactors, Span<Scored> best, ReadOnlySpan<int> exclude = default)
    {
        FactorMatrix row = Padded(userFactors);
        int count = Similar(row.Row(0), UserFactors, exclude, best);
        _paddedRows.Return(row);
        return count;
    }

    /// <summary>The cosine of the angle between two users' factors, as lists of similar users have it.</summary>
    /// <exception cref="ArgumentException">There are more or fewer factors.</exception>
    internal float Cosine(ReadOnlySpan<float> userFactors, ReadOnlySpan<float> others)
    {
        FactorMatrix row = Padded(userFactors);
        FactorMatrix other = Padded(others);
        float cosine = SimdWidth.Dispatch<CosineOfTwo, float>(new(row, other));
        _paddedRows.Return(other);
        _paddedRows.Return(row);
        return cosine;
    }

    private static int Similar(FactorMatrix factors, int row, Span<Scored> best)
    {
        using RowRoom room = new(factors, 1);
        return Similar(factors.Read(row, room.Floats), factors, new(in row), best);
    }

    private static int Similar(
        ReadOnlySpan<float> row,
        FactorMatrix factors,
        ReadOnlySpan<int> exclude,
        Span<Scored> best
    )
    {
        CosineScorer scorer = new(factors, row);
        int count = SimdWidth.Dispatch<RowScan<CosineScorer>, int>(new(scorer, factors.Rows, exclude, best));
        GC.KeepAlive(factors);
        return count;
    }

    private static void CheckKnownRow(int row, FactorMatrix factors, string name) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)factors.Rows, name);

    private readonly ref struct CosineScorer(FactorMatrix factors, ReadOnlySpan<float> row) : IRowScorer
    {
        private readonly ReadOnlySpan<float> _row = row;

        public FactorMatrix? Rows => factors;

        public void Score<TSimd>(int first, ReadOnlySpan<float> rows, Span<float> scores)
            where TSimd : struct, ISimd<TSimd> => ScoreAll.Cosines<TSimd>(_row, rows, scores);
    }

    private readonly struct CosineOfTwo(FactorMatrix x, FactorMatrix y) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            float cosine = 0f;
            ScoreAll.Cosines<TSimd>(x.Row(0), y.Row(0), new(ref cosine));
            return cosine;
        }
    }
}
