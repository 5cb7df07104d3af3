using FastMf.Data;
using FastMf.Models;

namespace FastMf.Training;

/// <summary>A copy of a model's parameters, kept while training goes on.</summary>
internal sealed class ModelSnapshot(FactorModel model)
{
    private readonly FactorMatrix _users = model.UserFactors.Copy();
    private readonly FactorMatrix _items = model.ItemFactors.Copy();
    private readonly float[] _userBias = model.UserBias.ToArray();
    private readonly float[] _itemBias = model.ItemBias.ToArray();

    /// <summary>Copies the model's parameters here.</summary>
    public void Keep()
    {
        _users.CopyFrom(model.UserFactors);
        _items.CopyFrom(model.ItemFactors);
        model.UserBias.CopyTo(_userBias);
        model.ItemBias.CopyTo(_itemBias);
    }

    /// <summary>Writes the copy to a checkpoint or takes it from one.</summary>
    public void Exchange(SessionState state)
    {
        state.Exchange("best.user_factors", _users);
        state.Exchange("best.item_factors", _items);
        state.Exchange("best.user_bias", _userBias);
        state.Exchange("best.item_bias", _itemBias);
    }

    /// <summary>Copies them back.</summary>
    public void Restore()
    {
        model.UserFactors.CopyFrom(_users);
        model.ItemFactors.CopyFrom(_items);
        _userBias.CopyTo(model.UserBiasArray);
        _itemBias.CopyTo(model.ItemBiasArray);
    }
}
