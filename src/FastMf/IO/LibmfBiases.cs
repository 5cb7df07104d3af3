using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// A model with mean and biases as one without, and back: y = mu + a_i + b_j + u_i . v_j is the inner product of
/// (u_i, mu, a_i, 1) and (v_j, 1, 1, b_j). No number changes, so the way back is exact.
/// </summary>
internal static class LibmfBiases
{
    private const int Added = 3;

    /// <summary>The model without mean and biases; the same one where it has none.</summary>
    public static FactorModel Fold(FactorModel model)
    {
        if (!model.HasBiases)
            return model;
        float mean = model.Info.Mean;
        FactorMatrix users = Resize(model.UserFactors, model.UserFactors.Rows, model.Rank + Added);
        for (int i = 0; i < users.Rows; i++)
            Set(users.Row(i)[model.Rank..], mean, model.UserBias.IsEmpty ? 0f : model.UserBias[i], 1f);
        FactorMatrix items = Resize(model.ItemFactors, model.ItemFactors.Rows, model.Rank + Added);
        for (int j = 0; j < items.Rows; j++)
            Set(items.Row(j)[model.Rank..], 1f, 1f, model.ItemBias.IsEmpty ? 0f : model.ItemBias[j]);
        return new(users, items, model.Info, model.Users, model.Items);
    }

    /// <summary>The model with mean and biases where its last columns hold them; otherwise the same one.</summary>
    /// <param name="model">A model without mean and biases.</param>
    public static FactorModel Unfold(FactorModel model)
    {
        float mean = model.Info.Mean; // which folded models hold in a column too
        int rank = model.Rank - Added;
        if (rank < 1 || model.UserFactors.Rows + model.ItemFactors.Rows == 0)
            return model;
        float[] userBias = new float[model.UserFactors.Rows];
        for (int i = 0; i < userBias.Length; i++)
        {
            if (model.UserFactors.Values(i)[rank..] is not [float mu, float a, 1f] || mu != mean)
                return model;
            userBias[i] = a;
        }
        float[] itemBias = new float[model.ItemFactors.Rows];
        for (int j = 0; j < itemBias.Length; j++)
        {
            if (model.ItemFactors.Values(j)[rank..] is not [1f, 1f, float b])
                return model;
            itemBias[j] = b;
        }
        return new(
            Resize(model.UserFactors, userBias.Length, rank),
            Resize(model.ItemFactors, itemBias.Length, rank),
            model.Info,
            model.Users,
            model.Items,
            userBias,
            itemBias
        );
    }

    /// <summary>The first rows and columns; zeros where there are more of them than before.</summary>
    internal static FactorMatrix Resize(FactorMatrix factors, int rows, int columns)
    {
        FactorMatrix resized = new(rows, columns);
        int common = Math.Min(columns, factors.Columns);
        for (int row = 0; row < rows; row++)
            factors.Values(row)[..common].CopyTo(resized.Row(row));
        return resized;
    }

    private static void Set(Span<float> columns, float x, float y, float z)
    {
        columns[0] = x;
        columns[1] = y;
        columns[2] = z;
    }
}
