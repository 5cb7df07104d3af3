using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its type, as the format spells it.</param>
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
            RoundedTensors.Factors("user_factors", model.UserFactors, model.Info.Precision),
            RoundedTensors.Factors("item_factors", model.ItemFactors, model.Info.Precision),
        ];
        int gap = (int)(-tensors.Sum(tensor => tensor.Bytes) & (sizeof(long) - 1));
        if (gap > 0)
            tensors.Add(Padding("padding", gap));
        tensors.Add(IntegersOf("user_ids", model.Users));
        tensors.Add(IntegersOf("item_ids", model.Items));
        if (model.UserBias.Length > 0)
            tensors.Add(Floats("user_bias", [model.UserBias.Length], 1, row => model.UserBias.Slice(row, 1)));
        if (model.ItemBias.Length > 0)
            tensors.Add(Floats("item_bias", [model.ItemBias.Length], 1, row => model.ItemBias.Slice(row, 1)));
        if (model.Info.Precision == FactorPrecision.Int8)
        {
            tensors.Add(RoundedTensors.Scales("user_factors", model.UserFactors));
            tensors.Add(RoundedTensors.Scales("item_factors", model.ItemFactors));
        }
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
        Rows<float>(name, "F32", [factors.Rows, factors.Columns], factors.Columns, factors.CopyRow);

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

    /// <summary>Zero bytes: readers that map a file want what follows at a multiple, and the format knows no gaps.</summary>
    public static TensorSource Padding(string name, int bytes) =>
        new(name, "U8", [bytes], bytes, sink => sink(new byte[bytes]));

    /// <summary>A matrix of elements of any type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtype">Its type.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="write">Writes a row's elements.</param>
    public static TensorSource Rows<T>(string name, string dtype, long[] shape, int columns, Action<int, Span<T>> write)
        where T : unmanaged
    {
        int rows = (int)shape[0];
        return new(name, dtype, shape, (long)rows * columns * Unsafe.SizeOf<T>(), Walk);

        void Walk(ByteSink sink)
        {
            T[] block = new T[Math.Max(columns, BlockLength / columns * columns)];
            int filled = 0;
            for (int row = 0; row < rows; row++)
            {
                write(row, block.AsSpan(filled, columns));
                filled += columns;
                if (filled < block.Length)
                    continue;
                sink(LittleEndian.BytesOf(block.AsSpan()));
                filled = 0;
            }
            sink(LittleEndian.BytesOf(block.AsSpan(0, filled)));
        }
    }

    private static TensorSource Floats(string name, long[] shape, int columns, RowOfFloats rowOf) =>
        Rows<float>(name, "F32", shape, columns, (row, values) => rowOf(row).CopyTo(values));

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
