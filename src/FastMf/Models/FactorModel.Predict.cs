using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    /// <summary>
    /// y for a user's and an item's row. A negative row is an unknown one: then y is the mean and the known side's
    /// bias, without u.v.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public float Predict(int user, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserFactors.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, ItemFactors.Rows);
        return SimdWidth.Dispatch<PredictOne, float>(new(this, user, item));
    }

    /// <summary>y for a user's and an item's id, and whether the model knows them.</summary>
    public Prediction Predict(Id user, Id item)
    {
        bool userKnown = Users.TryGetRow(user, out int userRow);
        bool itemKnown = Items.TryGetRow(item, out int itemRow);
        return new(Predict(userRow, itemRow), userKnown, itemKnown);
    }

    /// <summary>y for many pairs of rows.</summary>
    /// <param name="users">Rows of users; negative for unknown ones.</param>
    /// <param name="items">Rows of items, as many.</param>
    /// <param name="predictions">Receives y for each pair; at least as long.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Predict(ReadOnlySpan<int> users, ReadOnlySpan<int> items, Span<float> predictions)
    {
        if (items.Length != users.Length)
            throw new ArgumentException($"{items.Length} items for {users.Length} users.", nameof(items));
        if (predictions.Length < users.Length)
            throw new ArgumentException($"Room for {predictions.Length} of {users.Length}.", nameof(predictions));
        for (int k = 0; k < users.Length; k++)
            predictions[k] = Predict(users[k], items[k]);
    }

    /// <summary>y = ((mu + a) + b) + u.v, in the order in which training adds them up; rows are in range or negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Predict<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        float y = Info.Mean;
        if (_userBias is not null && user >= 0)
            y += _userBias[user];
        if (_itemBias is not null && item >= 0)
            y += _itemBias[item];
        return user >= 0 && item >= 0 ? y + Dot.Of<TSimd>(UserFactors.Row(user), ItemFactors.Row(item)) : y;
    }

    private readonly struct PredictOne(FactorModel model, int user, int item) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => model.Predict<TSimd>(user, item);
    }
}
