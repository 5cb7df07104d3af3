using FastMf.Data;

namespace FastMf.Models;

public sealed partial class FactorModel
{
    /// <summary>
    /// The model for serving from a smaller file: its factors rounded, to be written with 2 bytes or 1 each instead of 4. Everything works as
    /// with any model, on the rounded numbers. Here they are floats; read from a file (<c>ModelFile.Open</c>, <c>ModelFile.Load</c>) they
    /// take no more memory than there. Biases and the mean stay as they are. How much is lost, a ranking or an error measured on both models says.
    /// </summary>
    /// <remarks>What is solved or trained from it, as by <see cref="PartialFit"/>, is not rounded and is written as floats.</remarks>
    /// <param name="precision">How exact; <see cref="FactorPrecision.Single"/> leaves the numbers as they are, to be written as floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such precision.</exception>
    /// <exception cref="InvalidOperationException">A factor is not finite, or too large for it.</exception>
    public FactorModel Rounded(FactorPrecision precision)
    {
        if (!Enum.IsDefined(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "There is no such precision.");
        FactorModel rounded = new(
            Rounded(UserFactors, precision),
            Rounded(ItemFactors, precision),
            Info with
            {
                Precision = precision,
            },
            Users,
            Items,
            UserBiasArray,
            ItemBiasArray
        );
        GC.KeepAlive(this);
        return rounded;
    }

    /// <summary>Whether factors of a side are kept rounded in memory.</summary>
    internal bool IsRounded => UserFactors.IsRounded || ItemFactors.IsRounded;

    /// <summary>The same model with all factors as floats: this one, or where it is rounded one with a copy, which is made once and kept.</summary>
    internal FactorModel Decoded() =>
        !IsRounded
            ? this
            : new(UserFactors.Floats, ItemFactors.Floats, Info, Users, Items, _userBias, _itemBias) { Source = Source };

    /// <summary>What a model says of itself whose rows were solved from this one's.</summary>
    private ModelInfo InfoOfSolved => Info with { Precision = FactorPrecision.Single };

    private static FactorMatrix Rounded(FactorMatrix factors, FactorPrecision precision)
    {
        FactorMatrix rounded = factors.Copy();
        for (int row = 0; row < rounded.Rows; row++)
        {
            Span<float> values = rounded.Row(row)[..rounded.Columns];
            RowRounding.Round(values, precision);
            foreach (float value in values)
            {
                if (!float.IsFinite(value))
                    throw new InvalidOperationException($"Row {row} is not finite or too large to be rounded.");
            }
        }
        return rounded;
    }
}
