using System.Runtime.CompilerServices;
using FastMf.Data;
using FastMf.Retrieval;

namespace FastMf.IO;

/// <summary>
/// The tensors of an index in the order of a file, behind those of its model: bytes first, on a 64-byte boundary as they
/// are read, and then what wants multiples of 4, which the lengths of those before keep.
/// </summary>
internal static class IndexTensors
{
    private const int Alignment = 64;
    private const int BlockLength = 1 << 16;

    /// <summary>The tensors of an index.</summary>
    /// <param name="parts">The index.</param>
    /// <param name="before">The bytes of the tensors before.</param>
    public static IEnumerable<TensorSource> Of(ScreeningParts parts, long before)
    {
        IndexShapes shapes = new((int)parts.Rows.Length, parts.Turn.Columns);
        int gap = (int)(-before & (Alignment - 1));
        if (gap > 0)
            yield return ModelTensors.Padding("index.padding", gap);
        yield return Values(shapes.Head, parts.Head);
        yield return Values(shapes.Rest, parts.Rest);
        yield return Values(shapes.Scales, parts.Scales);
        yield return Values(shapes.Panels, parts.Panels);
        yield return Values(shapes.Limits, parts.Limits);
        yield return ModelTensors.Factors(shapes.Turn.Name, parts.Turn);
        yield return Values(shapes.Rows, parts.Rows);
    }

    private static TensorSource Values<T>(TensorInfo shape, Region<T> values)
        where T : unmanaged
    {
        return new(shape.Name, shape.Dtype, [.. shape.Shape], values.Length * Unsafe.SizeOf<T>(), Walk);

        void Walk(ByteSink sink)
        {
            T[] block = new T[Math.Min(BlockLength, values.Length)];
            for (long first = 0; first < values.Length; first += block.Length)
            {
                Span<T> part = block.AsSpan(0, (int)Math.Min(block.Length, values.Length - first));
                values.Slice(first, part.Length).CopyTo(part);
                sink(LittleEndian.BytesOf(part));
            }
            GC.KeepAlive(values.Owner);
        }
    }
}
