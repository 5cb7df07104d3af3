using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>Factors that are rounded already, written with as many bytes a number as that needs.</summary>
internal static class RoundedTensors
{
    /// <summary>A matrix, its rows without padding.</summary>
    public static TensorSource Factors(string name, FactorMatrix factors, FactorPrecision precision)
    {
        long[] shape = [factors.Rows, factors.Columns];
        string dtype = PrecisionText.Dtype(precision);
        return precision switch
        {
            FactorPrecision.BFloat16 => ModelTensors.Rows<short>(name, dtype, shape, factors.Columns, Halves),
            FactorPrecision.Int8 => ModelTensors.Rows<sbyte>(name, dtype, shape, factors.Columns, Codes),
            _ => ModelTensors.Factors(name, factors),
        };

        void Halves(int row, Span<short> halves)
        {
            using RowRoom room = new(factors, 1);
            ReadOnlySpan<float> values = factors.Values(row, room.Floats);
            for (int k = 0; k < values.Length; k++)
                halves[k] = (short)RowRounding.UpperHalf(values[k]);
        }

        void Codes(int row, Span<sbyte> codes)
        {
            using RowRoom room = new(factors, 1);
            ReadOnlySpan<float> values = factors.Values(row, room.Floats);
            float scale = RowRounding.ScaleOf(values);
            for (int k = 0; k < values.Length; k++)
                codes[k] = RowRounding.CodeOf(values[k], scale);
        }
    }

    /// <summary>What the bytes of each row stand for.</summary>
    public static TensorSource Scales(string name, FactorMatrix factors) =>
        ModelTensors.Rows<float>(
            $"{name}.scale",
            "F32",
            [factors.Rows],
            1,
            (row, scale) =>
            {
                using RowRoom room = new(factors, 1);
                scale[0] = RowRounding.ScaleOf(factors.Values(row, room.Floats));
            }
        );
}
