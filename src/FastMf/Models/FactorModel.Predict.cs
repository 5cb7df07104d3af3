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
        if ((uint)user >= (uint)_usersAtHand || (uint)item >= (uint)_itemsAtHand)
            return PredictElse(user, item);
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
        where TSimd : struct, ISimd<TSimd> => new Parts(this).Predict<TSimd>(user, item);

    /// <summary>y where a row is unknown, does not exist or is rounded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private float PredictElse(int user, int item) =>
        IsRounded && (uint)user < (uint)UserFactors.Rows && (uint)item < (uint)ItemFactors.Rows
            ? SimdWidth.Dispatch<PredictOneRounded, float>(new(this, user, item))
            : PredictUnknown(user, item);

    /// <summary>y of rows that are there, one or both rounded.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private float PredictRounded<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        using RowRoom ofUser = new(UserFactors, 1, stackalloc float[RowRoom.OnStack]);
        using RowRoom ofItem = new(ItemFactors, 1, stackalloc float[RowRoom.OnStack]);
        float product = Dot.Of<TSimd>(
            UserFactors.Read<TSimd>(user, 1, ofUser.Floats),
            ItemFactors.Read<TSimd>(item, 1, ofItem.Floats)
        );
        float y = _itemBias.Exists ? StartOf(user) + _itemBias[item] : StartOf(user);
        GC.KeepAlive(this);
        return y + product;
    }

    /// <summary>y where a row is unknown, or does not exist. Apart, since a call in between would cost the usual prediction its registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private float PredictUnknown(int user, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, UserFactors.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, ItemFactors.Rows);
        float y = Info.Mean;
        if (_userBias.Exists && user >= 0)
            y += _userBias[user];
        if (_itemBias.Exists && item >= 0)
            y += _itemBias[item];
        GC.KeepAlive(this);
        return y;
    }

    /// <summary>
    /// What a prediction reads, looked up in one go, and once for many of them: looking for each part where it is needed
    /// costs half as much again. The model must be kept alive meanwhile.
    /// </summary>
    private readonly ref struct Parts
    {
        private readonly FactorModel _model;
        private readonly ref float _users;
        private readonly ref float _items;
        private readonly Region<float> _userBias;
        private readonly Region<float> _itemBias;
        private readonly nint _stride; // -1 where a side is rounded
        private readonly float _offset;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe Parts(FactorModel model)
        {
            _model = model;
            _users = ref Unsafe.AsRef<float>((void*)model.UserFactors.Address);
            _items = ref Unsafe.AsRef<float>((void*)model.ItemFactors.Address);
            _userBias = model._userBias;
            _itemBias = model._itemBias;
            _stride = model._strideAtHand;
            _offset = model._offset;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Predict<TSimd>(int user, int item)
            where TSimd : struct, ISimd<TSimd> =>
            (user | item | (int)_stride) < 0 ? Else<TSimd>(user, item) : Known<TSimd>(user, item);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Known<TSimd>(int user, int item)
            where TSimd : struct, ISimd<TSimd>
        {
            float y = _offset;
            if (_userBias.Exists)
                y += _userBias[user];
            if (_itemBias.Exists)
                y += _itemBias[item];
            ref float u = ref Unsafe.Add(ref _users, user * _stride);
            ref float v = ref Unsafe.Add(ref _items, item * _stride);
            return y + Dot.Of<TSimd>(ref u, ref v, (nuint)_stride);
        }

        private float Else<TSimd>(int user, int item)
            where TSimd : struct, ISimd<TSimd> =>
            (user | item) < 0 ? _model.PredictUnknown(user, item) : _model.PredictRounded<TSimd>(user, item);
    }

    private readonly struct PredictOne(FactorModel model, int user, int item) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => new Parts(model).Known<TSimd>(user, item);
    }

    private readonly struct PredictOneRounded(FactorModel model, int user, int item) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => model.PredictRounded<TSimd>(user, item);
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
            Parts parts = new(model);
            int userRows = model.UserFactors.Rows;
            int itemRows = model.ItemFactors.Rows;
            ReadOnlySpan<int> users = _users;
            ReadOnlySpan<int> items = _items[..users.Length];
            Span<float> predictions = _predictions[..users.Length];
            for (int k = 0; k < users.Length; k++)
            {
                int user = users[k]; // read once: the caller may change it meanwhile
                int item = items[k];
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, userRows, nameof(users));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, itemRows, nameof(items));
                predictions[k] = parts.Predict<TSimd>(user, item);
            }
            return users.Length;
        }
    }
}
