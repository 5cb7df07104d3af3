using FastMf.Data;

namespace FastMf.Models;

/// <summary>
/// A trained model: y(i,j) = mu + a_i + b_j + u_i . v_j, or u_i . v_j alone where it has no biases. Immutable and thread-safe; calls that take spans allocate
/// nothing. Rows are row numbers; <see cref="Users"/> and <see cref="Items"/> turn ids into rows.
/// </summary>
public sealed partial class FactorModel
{
    private readonly float[]? _userBias;
    private readonly float[]? _itemBias;

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
        Info = info ?? new ModelInfo();
        Users = users ?? IdMap.Range(userFactors.Rows);
        Items = items ?? IdMap.Range(itemFactors.Rows);
        _userBias = userBias;
        _itemBias = itemBias;
        _paddedRows = new(() => new FactorMatrix(1, Rank));
        CheckLength(Users.Count, userFactors.Rows, nameof(users));
        CheckLength(Items.Count, itemFactors.Rows, nameof(items));
        CheckLength(userBias?.Length ?? userFactors.Rows, userFactors.Rows, nameof(userBias));
        CheckLength(itemBias?.Length ?? itemFactors.Rows, itemFactors.Rows, nameof(itemBias));
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
    public bool HasBiases => _userBias is not null || _itemBias is not null;

    /// <summary>The number of factors.</summary>
    public int Rank => UserFactors.Columns;

    /// <summary>a: one for each user; empty where biases are off.</summary>
    public ReadOnlySpan<float> UserBias => _userBias;

    /// <summary>b: one for each item; empty where biases are off.</summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;

    /// <summary>a, to be changed by the trainer that still owns the model.</summary>
    internal float[]? UserBiasArray => _userBias;

    /// <summary>b, to be changed by the trainer that still owns the model.</summary>
    internal float[]? ItemBiasArray => _itemBias;

    private static void CheckLength(int actual, int rows, string name)
    {
        if (actual != rows)
            throw new ArgumentException($"{actual} given for {rows} rows.", name);
    }
}
