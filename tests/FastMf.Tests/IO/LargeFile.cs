using System.Text.Json;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Tests.IO;

/// <summary>Model files of any size that are mostly holes: factors of zeros, ids 0 … n-1 not written, no checksum that fits.</summary>
internal static class LargeFile
{
    public static void Write(
        string path,
        int users,
        int items,
        int rank,
        bool index = false,
        FactorPrecision precision = FactorPrecision.Single
    )
    {
        ModelInfo info = new() { Precision = precision };
        FactorModel small = new(new FactorMatrix(1, rank), new FactorMatrix(1, rank), info);
        string factors = PrecisionText.Dtype(precision);
        int bytes = TensorInfo.ElementBytes(factors);
        Dictionary<string, string> metadata = ModelFile.Metadata(small).ToDictionary();
        metadata["fastmf.checksum"] = new string('0', 64);
        Dictionary<string, object> header = new() { ["__metadata__"] = metadata };
        long end = 0;
        Add("user_factors", factors, users, rank, (long)bytes * users * rank);
        Add("item_factors", factors, items, rank, (long)bytes * items * rank);
        Add("user_ids", "I64", users, null, 8L * users);
        Add("item_ids", "I64", items, null, 8L * items);
        Add("item_bias", "F32", items, null, 4L * items);
        if (precision == FactorPrecision.Int8)
        {
            Add("user_factors.scale", "F32", users, null, 4L * users);
            Add("item_factors.scale", "F32", items, null, 4L * items);
        }
        if (index)
            AddIndex();
        string json = JsonSerializer.Serialize(header);
        byte[] beginning = PlainSafeTensors.File(json.PadRight((json.Length + 8 + 63) / 64 * 64 - 8), []);
        using FileStream file = File.Create(path);
        file.Write(beginning);
        file.SetLength(beginning.Length + end);

        void Add(string name, string dtype, int rows, int? columns, long bytes) =>
            AddTensor(name, dtype, columns is int n ? [rows, n] : [rows], bytes);

        void AddTensor(string name, string dtype, long[] shape, long bytes)
        {
            header[name] = new
            {
                dtype,
                shape,
                data_offsets = new[] { end, end + bytes },
            };
            end += bytes;
        }

        void AddIndex()
        {
            metadata["fastmf.index"] = "1";
            IndexShapes shapes = new(items, rank);
            TensorInfo[] tensors =
            [
                shapes.Head,
                shapes.Rest,
                shapes.Scales,
                shapes.Panels,
                shapes.Limits,
                shapes.Turn,
                shapes.Rows,
            ];
            foreach (TensorInfo tensor in tensors)
            {
                long bytes = tensor.Shape.Aggregate(TensorInfo.ElementBytes(tensor.Dtype), (long x, long y) => x * y);
                AddTensor(tensor.Name, tensor.Dtype, [.. tensor.Shape], bytes);
            }
        }
    }
}
