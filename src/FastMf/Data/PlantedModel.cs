using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Data;

/// <summary>
/// The known answer behind synthetic ratings: y = mu + a_i + b_j + u_i . v_j with normally distributed a, b, U and V.
/// Each number depends on the seed, its row and its column alone.
/// </summary>
internal sealed class PlantedModel
{
    private const float UserBiasDeviation = 0.35f;
    private const float ItemBiasDeviation = 0.45f;
    private const float ProductDeviation = 0.5f; // of u.v

    public PlantedModel(SyntheticOptions options)
    {
        // The product of two normal numbers of deviation s has deviation s^2, the sum of rank of them s^2 sqrt(rank).
        float scale = (float)Math.Sqrt(ProductDeviation / Math.Sqrt(options.Rank));
        UserFactors = Factors(options.Users, options.Rank, SyntheticStream.UserFactors.Seed(options), scale);
        ItemFactors = Factors(options.Items, options.Rank, SyntheticStream.ItemFactors.Seed(options), scale);
        UserBias = Biases(options.Users, SyntheticStream.UserBias.Seed(options), UserBiasDeviation);
        ItemBias = Biases(options.Items, SyntheticStream.ItemBias.Seed(options), ItemBiasDeviation);
    }

    public float Mean { get; } = 3.3f; // on a scale of 0.5 to 5

    public FactorMatrix UserFactors { get; }

    public FactorMatrix ItemFactors { get; }

    public float[] UserBias { get; }

    public float[] ItemBias { get; }

    public float Predict<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd> =>
        Mean + UserBias[user] + ItemBias[item] + Dot.Of<TSimd>(UserFactors.Row(user), ItemFactors.Row(item));

    private static FactorMatrix Factors(int rows, int rank, ulong seed, float scale)
    {
        FactorMatrix matrix = new(rows, rank);
        for (int i = 0; i < rows; i++)
            Fill.Normal(seed, i, matrix.Row(i)[..rank], scale);
        return matrix;
    }

    private static float[] Biases(int rows, ulong seed, float scale)
    {
        float[] biases = new float[rows];
        Fill.Normal(seed, 0, biases, scale);
        return biases;
    }
}
