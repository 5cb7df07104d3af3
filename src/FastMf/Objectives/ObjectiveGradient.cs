using FastMf.Data;

namespace FastMf.Objectives;

/// <summary>The gradient of J at one point, in the shape of the model: a number for each number of the model.</summary>
public sealed class ObjectiveGradient
{
    private readonly float[]? _userBias;
    private readonly float[]? _itemBias;

    internal ObjectiveGradient(FactorMatrix users, FactorMatrix items, float[]? userBias, float[]? itemBias)
    {
        Users = users;
        Items = items;
        _userBias = userBias;
        _itemBias = itemBias;
    }

    /// <summary>dJ/dU: a row for each user, rank columns.</summary>
    public FactorMatrix Users { get; }

    /// <summary>dJ/dV: a row for each item, rank columns.</summary>
    public FactorMatrix Items { get; }

    /// <summary>dJ/da: one for each user; empty where biases are off.</summary>
    public ReadOnlySpan<float> UserBias => _userBias;

    /// <summary>dJ/db: one for each item; empty where biases are off.</summary>
    public ReadOnlySpan<float> ItemBias => _itemBias;
}
