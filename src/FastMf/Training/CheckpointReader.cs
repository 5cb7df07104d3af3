using FastMf.Data;
using FastMf.IO;

namespace FastMf.Training;

/// <summary>
/// Takes a checkpoint's numbers in the order in which they were written. The file's checksum has been compared before; that
/// each tensor has the size of the array that it goes to, and holds finite numbers, is verified here: a checksum can be
/// forged.
/// </summary>
internal sealed class CheckpointReader : SessionState, IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly SafeTensorsHeader _header;
    private readonly TensorReader _reader;
    private int _next;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFileException">It is no safetensors file.</exception>
    public CheckpointReader(string path)
    {
        _path = path;
        _stream = ModelReader.Open(path);
        try
        {
            _header = SafeTensorsHeader.Read(_stream, path);
            _reader = new TensorReader(_stream, _header, path);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public override bool IsRestoring => true;

    public override void Exchange(string name, FactorMatrix matrix)
    {
        Skip(name, "F32", matrix.Rows, matrix.Columns);
        for (int row = 0; row < matrix.Rows; row++)
        {
            Span<float> values = matrix.Row(row)[..matrix.Columns];
            _reader.Read(values, "F32");
            CheckFinite(name, values);
        }
    }

    public override void Exchange(string name, float[] values)
    {
        if (values.Length == 0)
            return;
        Skip(name, "F32", values.Length);
        _reader.Read(values, "F32");
        CheckFinite(name, values);
    }

    public override void Exchange(string name, double[] values)
    {
        Skip(name, "F64", values.Length, 1);
        Read(values);
    }

    /// <summary>Takes a table.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="mostRows">The most rows that it may have.</param>
    public double[] Read(string name, int columns, long mostRows)
    {
        TensorInfo? table = _header.Find(name);
        long rows = table is { Shape: [long n, _] } && n <= mostRows ? n : mostRows;
        Skip(name, "F64", rows, columns);
        double[] values = new double[rows * columns];
        Read(values);
        return values;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private void Read(double[] values)
    {
        long[] bits = new long[values.Length];
        _reader.Read(bits);
        for (int i = 0; i < bits.Length; i++)
            values[i] = BitConverter.Int64BitsToDouble(bits[i]);
    }

    /// <summary>Passes over the tensors before the one of this name, which must have this shape.</summary>
    private void Skip(string name, string dtype, params long[] shape)
    {
        TensorInfo expected = new(name, dtype, shape, 0, 0);
        for (; _next < _header.Tensors.Count; _next++)
        {
            TensorInfo tensor = _header.Tensors[_next];
            if (tensor.Name != name)
            {
                _reader.Skip(tensor.Bytes);
                continue;
            }
            if (tensor.Dtype != dtype || !tensor.Shape.SequenceEqual(shape))
                throw new ModelFileException(_path, $"'{name}' {tensor.Describe()}", expected.Describe());
            _next++;
            return;
        }
        throw new ModelFileException(_path, $"no tensor '{name}' where it belongs", $"{expected.Describe()}");
    }

    private void CheckFinite(string name, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw new ModelFileException(_path, FitEvidence.Text($"{value} in '{name}'"), "finite numbers");
        }
    }
}
