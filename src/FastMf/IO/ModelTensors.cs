using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">F32, F64, I64 or U8.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="Walk">Hands all its bytes to a sink, in blocks; may be called again.</param>
internal sealed record TensorSource(string Name, string Dtype, long[] Shape, long Bytes, Action<ByteSink> Walk);

/// <summary>
/// The tensors of a model file in their order: factors first, then what wants 8-byte alignment, then biases, then bytes.
/// </summary>
internal static class ModelTensors
{
    /// <summary>Numbers handed over at once.</summary>
    private const int BlockLength = 1 << 16;

    private delegate ReadOnlySpan<float> RowOfFloats(int row);

    /// <summary>The tensors of a model.</summary>
    public static IReadOnlyList<TensorSource> Of(FactorModel model)
    {
        List<TensorSource> tensors =
        [
            Factors("user_factors", model.UserFactors),
            Factors("item_factors", model.ItemFactors),
        ];
        if (tensors.Sum(tensor => tensor.Bytes) % sizeof(long) != 0)
            tensors.Add(Padding());
        tensors.Add(IntegersOf("user_ids", model.Users));
        tensors.Add(IntegersOf("item_ids", model.Items));
        if (model.UserBias.Length > 0)
            tensors.Add(Floats("user_bias", [model.UserBias.Length], 1, row => model.UserBias.Slice(row, 1)));
        if (model.ItemBias.Length > 0)
            tensors.Add(Floats("item_bias", [model.ItemBias.Length], 1, row => model.ItemBias.Slice(row, 1)));
        if (!model.Users.IsInteger)
            tensors.Add(Texts("user_ids.utf8", model.Users));
        if (!model.Items.IsInteger)
            tensors.Add(Texts("item_ids.utf8", model.Items));
        return tensors;
    }

    /// <summary>The ids of one side, as they stand in a model file.</summary>
    public static IEnumerable<TensorSource> Ids(string name, IdMap ids) =>
        ids.IsInteger ? [IntegersOf(name, ids)] : [IntegersOf(name, ids), Texts($"{name}.utf8", ids)];

    /// <summary>A matrix, its rows without padding.</summary>
    public static TensorSource Factors(string name, FactorMatrix factors) =>
        Floats(name, [factors.Rows, factors.Columns], factors.Columns, factors.Values);

    /// <summary>A vector.</summary>
    public static TensorSource Floats(string name, float[] values) =>
        Floats(name, [values.Length], 1, row => values.AsSpan(row, 1));

    /// <summary>A matrix of doubles, row after row.</summary>
    public static TensorSource Doubles(string name, double[] values, int columns) =>
        new(
            name,
            "F64",
            [values.Length / columns, columns],
            (long)values.Length * sizeof(double),
            sink => sink(LittleEndian.BytesOf(Array.ConvertAll(values, BitConverter.DoubleToInt64Bits)))
        );

    /// <summary>Readers that map a file want 64-bit integers at a multiple of 8, and the format knows no gaps.</summary>
    private static TensorSource Padding() =>
        new("padding", "U8", [sizeof(float)], sizeof(float), sink => sink(new byte[sizeof(float)]));

    private static TensorSource Floats(string name, long[] shape, int columns, RowOfFloats rowOf)
    {
        int rows = (int)shape[0];
        return new(name, "F32", shape, (long)rows * columns * sizeof(float), Walk);

        void Walk(ByteSink sink)
        {
            float[] block = new float[Math.Max(columns, BlockLength / columns * columns)];
            int filled = 0;
            for (int row = 0; row < rows; row++)
            {
                rowOf(row).CopyTo(block.AsSpan(filled));
                filled += columns;
                if (filled < block.Length)
                    continue;
                sink(LittleEndian.BytesOf(block));
                filled = 0;
            }
            sink(LittleEndian.BytesOf(block.AsSpan(0, filled)));
        }
    }

    private static TensorSource IntegersOf(string name, IdMap ids) =>
        ids.IsInteger
            ? Integers(name, ids.Count, ids.IntegerAt)
            : Integers($"{name}.offsets", ids.Count + 1L, ids.OffsetAt);

    private static TensorSource Integers(string name, long count, Func<int, long> at)
    {
        return new(name, "I64", [count], count * sizeof(long), Walk);

        void Walk(ByteSink sink)
        {
            long[] block = new long[BlockLength];
            for (long first = 0; first < count; first += block.Length)
            {
                int length = (int)Math.Min(block.Length, count - first);
                for (int i = 0; i < length; i++)
                    block[i] = at((int)(first + i));
                sink(LittleEndian.BytesOf(block.AsSpan(0, length)));
            }
        }
    }

    private static TensorSource Texts(string name, IdMap ids)
    {
        long bytes = ids.OffsetAt(ids.Count);
        return new(name, "U8", [bytes], bytes, Walk);

        void Walk(ByteSink sink)
        {
            for (int row = 0; row < ids.Count; row++)
                sink(ids.Utf8At(row));
        }
    }
}
