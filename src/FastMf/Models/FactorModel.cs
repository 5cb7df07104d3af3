using FastMf.Data;

namespace FastMf.Models;

/// <summary>
/// A trained model: y(i,j) = mu + a_i + b_j + u_i . v_j, or u_i . v_j alone where it has no biases. Immutable and thread-safe; calls that take spans allocate
/// nothing. Rows are row numbers; <see cref="Users"/> and <see cref="Items"/> turn ids into rows.
/// </summary>
/// <remarks>
/// A model over a mapped file (<c>ModelFile.Open</c>) needs no disposal either: the mapping ends when neither the model nor
/// one of its matrices or id maps can be reached any more. So every public member keeps the model alive to its end, and none returns
/// a span into the mapping.
/// </remarks>
public sealed partial class FactorModel : IItemScorer
{
    private readonly Region<float> _userBias;
    private readonly Region<float> _itemBias;
    private readonly float _offset; // mu as a prediction begins with it: none without biases
    private readonly int _usersAtHand; // rows that lie as floats where a prediction finds them: all, or none of a rounded side
    private readonly int _itemsAtHand;
    private readonly nint _strideAtHand; // floats from row to row; -1 where a side is rounded
    private float[]? _userBiasCopy; // of a mapped model, made at the first use
    private float[]? _itemBiasCopy;

    /// <summary>Puts a model together; keeps the arrays it is given.</summary>
    /// <param name="userFactors">U: a row for each user.</param>
    /// <param name="itemFactors">V: a row for each item, as many columns.</param>
    /// <param name="info">Mean, rating range, objective, options.</param>
    /// <param name="users">The users' ids; 0 … n-1 where null.</param>
    /// <param name="items">The items' ids; 0 … n-1 where null.</param>
    /// <param name="userBias">a: one for each user; null where biases are off.</param>
    /// <param name="itemBias">b: one for each item; null where biases are off.</param>
    /// <exception cref="ArgumentException">Sizes do not fit each other.</exception>
    public FactorModel(
        FactorMatrix userFactors,
        FactorMatrix itemFactors,
        ModelInfo? info = null,
        IdMap? users = null,
        IdMap? items = null,
        float[]? userBias = null,
        float[]? itemBias = null
    )
        : this(
            userFactors,
            itemFactors,
            info ?? new ModelInfo(),
            users,
            items,
            new Region<float>(userBias),
            new Region<float>(itemBias)
        ) { }

    /// <summary>The same over any memory.</summary>
    internal FactorModel(
        FactorMatrix userFactors,
        FactorMatrix itemFactors,
        ModelInfo info,
        IdMap? users,
        IdMap? items,
        Region<float> userBias,
        Region<float> itemBias
    )
    {
        ArgumentNullException.ThrowIfNull(userFactors);
        ArgumentNullException.ThrowIfNull(itemFactors);
        if (userFactors.Columns != itemFactors.Columns)
            throw new ArgumentException(
                $"Users have rank {userFactors.Columns}, items {itemFactors.Columns}.",
                nameof(itemFactors)
            );
        UserFactors = userFactors;
        ItemFactors = itemFactors;
        Info = info;
        Users = users ?? IdMap.Range(userFactors.Rows);
        Items = items ?? IdMap.Range(itemFactors.Rows);
        _userBias = userBias;
        _itemBias = itemBias;
        _offset = HasBiases ? info.Mean : 0f;
        _usersAtHand = userFactors.IsRounded ? 0 : userFactors.Rows;
        _itemsAtHand = itemFactors.IsRounded ? 0 : itemFactors.Rows;
        _strideAtHand = IsRounded ? -1 : userFactors.Stride;
        _paddedRows = new(() => new FactorMatrix(1, Rank));
        CheckLength(Users.Count, userFactors.Rows, nameof(users));
        CheckLength(Items.Count, itemFactors.Rows, nameof(items));
        CheckLength(userBias.Exists ? userBias.Length : userFactors.Rows, userFactors.Rows, nameof(userBias));
        CheckLength(itemBias.Exists ? itemBias.Length : itemFactors.Rows, itemFactors.Rows, nameof(itemBias));
    }

    /// <summary>The same model, which says besides that it was trained on all events of a store up to one; its file says so too.</summary>
    /// <param name="lastEvent">The event's number, 0 or more.</param>
    public FactorModel WithLastEvent(long lastEvent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lastEvent);
        ModelInfo info = Info with { LastEvent = lastEvent };
        return new(UserFactors, ItemFactors, info, Users, Items, _userBias, _itemBias) { Source = Source };
    }

    /// <summary>U.</summary>
    public FactorMatrix UserFactors { get; }

    /// <summary>V.</summary>
    public FactorMatrix ItemFactors { get; }

    /// <summary>The users' ids.</summary>
    public IdMap Users { get; }

    /// <summary>The items' ids.</summary>
    public IdMap Items { get; }

    /// <summary>Mean, rating range, objective, options.</summary>
    public ModelInfo Info { get; }

    /// <summary>Whether mean and biases are part of a prediction; otherwise y = u.v.</summary>
    public bool HasBiases => _userBias.Exists || _itemBias.Exists;

    /// <summary>The number of factors.</summary>
    public int Rank => UserFactors.Columns;

    /// <summary>a: one for each user; empty where biases are off.</summary>
    public ReadOnlySpan<float> UserBias => UserBiasArray;

    /// <summary>b: one for each item; empty where biases are off.</summary>
    public ReadOnlySpan<float> ItemBias => ItemBiasArray;

    /// <summary>a, which the trainer that still owns the model may change; of a mapped model a copy. Null where biases are off.</summary>
    internal float[]? UserBiasArray => Managed(_userBias, ref _userBiasCopy);

    /// <summary>b, likewise.</summary>
    internal float[]? ItemBiasArray => Managed(_itemBias, ref _itemBiasCopy);

    /// <summary>What is kept of the file that the model was read from: the mapping, the index; null for nothing.</summary>
    internal object? Source { get; init; }

    /// <summary>Biases that a caller may keep: of a mapped model a copy, made once.</summary>
    private float[]? Managed(Region<float> biases, ref float[]? copy)
    {
        if (!biases.IsForeign)
            return biases.Array;
        if (copy is null)
            Interlocked.CompareExchange(ref copy, biases.Span.ToArray(), null); // two at once make the same
        GC.KeepAlive(this);
        return copy;
    }

    private static void CheckLength(long actual, int rows, string name)
    {
        if (actual != rows)
            throw new ArgumentException($"{actual} given for {rows} rows.", name);
    }
}
