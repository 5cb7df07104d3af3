using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    /// <summary>
    /// y for a user's and an item's row. A negative row is an unknown one: then y is the mean of the training ratings
    /// and the known side's bias, without u.v.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public float Predict(int user, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserFactors.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, ItemFactors.Rows);
        float y = SimdWidth.Dispatch<PredictOne, float>(new(this, user, item));
        GC.KeepAlive(this);
        return y;
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
        SimdWidth.Dispatch<PredictMany, int>(new(this, users, items, predictions));
        GC.KeepAlive(this);
    }

    /// <summary>y = ((mu + a) + b) + u.v, in the order in which training adds them up; rows are in range or negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Predict<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        bool known = user >= 0 && item >= 0;
        float y = known ? Offset : Info.Mean;
        if (_userBias.Exists && user >= 0)
            y += _userBias[user];
        if (_itemBias.Exists && item >= 0)
            y += _itemBias[item];
        return known ? y + Dot.Of<TSimd>(UserFactors.Row(user), ItemFactors.Row(item)) : y;
    }

    /// <summary>mu as a prediction begins with it: none without biases.</summary>
    private float Offset => HasBiases ? Info.Mean : 0f;

    private readonly struct PredictOne(FactorModel model, int user, int item) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => model.Predict<TSimd>(user, item);
    }

    private readonly ref struct PredictMany(
        FactorModel model,
        ReadOnlySpan<int> users,
        ReadOnlySpan<int> items,
        Span<float> predictions
    ) : ISimdVisitor<int>
    {
        private readonly ReadOnlySpan<int> _users = users;
        private readonly ReadOnlySpan<int> _items = items;
        private readonly Span<float> _predictions = predictions;

        public int Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            for (int k = 0; k < _users.Length; k++)
            {
                int user = _users[k]; // read once: the caller may change it meanwhile
                int item = _items[k];
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, model.UserFactors.Rows, nameof(users));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, model.ItemFactors.Rows, nameof(items));
                _predictions[k] = model.Predict<TSimd>(user, item);
            }
            return _users.Length;
        }
    }
}
