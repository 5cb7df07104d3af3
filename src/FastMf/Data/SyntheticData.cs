using FastMf.Simd;

namespace FastMf.Data;

/// <summary>Ratings with a known answer: what was planted, and what came of it.</summary>
public sealed class SyntheticData
{
    private readonly PlantedModel _planted;

    internal SyntheticData(Ratings ratings, PlantedModel planted)
    {
        Ratings = ratings;
        _planted = planted;
    }

    /// <summary>The ratings, user by user; ids are 0 … n-1, some may have no rating.</summary>
    public Ratings Ratings { get; }

    /// <summary>mu as planted.</summary>
    public float Mean => _planted.Mean;

    /// <summary>U as planted.</summary>
    public FactorMatrix UserFactors => _planted.UserFactors;

    /// <summary>V as planted.</summary>
    public FactorMatrix ItemFactors => _planted.ItemFactors;

    /// <summary>a as planted: one for each user.</summary>
    public ReadOnlySpan<float> UserBias => _planted.UserBias;

    /// <summary>b as planted: one for each item.</summary>
    public ReadOnlySpan<float> ItemBias => _planted.ItemBias;

    /// <summary>
    /// mu + a_i + b_j + u_i . v_j: the rating before noise, rounding and the ends of the scale. No model can be
    /// expected to predict much better.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public float PlantedPrediction(int user, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)user, (uint)UserFactors.Rows, nameof(user));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemFactors.Rows, nameof(item));
        return SimdWidth.Dispatch<PredictOne, float>(new(_planted, user, item));
    }

    private readonly struct PredictOne(PlantedModel planted, int user, int item) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => planted.Predict<TSimd>(user, item);
    }
}
