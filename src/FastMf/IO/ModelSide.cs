using System.Text.Unicode;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// The users' or the items' half of a model file: factors, ids, biases. Shapes are verified before anything is
/// allocated; since the header fits the file's length, no more is allocated than the file has (rows are padded to 16).
/// </summary>
internal sealed class ModelSide
{
    private readonly string _path;
    private readonly string _factorsName;
    private readonly string _biasName;
    private readonly string _idsName;
    private readonly long[]? _integers; // ids, or where texts begin
    private readonly byte[]? _utf8; // null for integer ids

    /// <summary>Verifies the shapes and allocates.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="side"><c>user</c> or <c>item</c>.</param>
    /// <param name="foreign">Whether ids may be missing, and floats be of other types than F32.</param>
    /// <param name="path">The file's name for messages.</param>
    public ModelSide(SafeTensorsHeader header, string side, bool foreign, string path)
    {
        _path = path;
        _factorsName = $"{side}_factors";
        _biasName = $"{side}_bias";
        _idsName = $"{side}_ids";
        TensorInfo factors =
            header.Find(_factorsName)
            ?? throw new ModelFileException(
                path,
                $"no tensor '{_factorsName}'",
                "a file with user_factors and item_factors"
            );
        if (factors.Shape is not [long rows and <= int.MaxValue, long columns and >= 1 and <= FactorMatrix.MaxColumns])
            throw Wrong(factors, $"[rows, rank] with less than 2^31 rows and a rank of 1 to {FactorMatrix.MaxColumns}");
        CheckFloat(factors, foreign);
        TensorInfo? bias = Find(header, _biasName, rows);
        if (bias is not null)
            CheckFloat(bias, foreign);
        TensorInfo? integers = Find(header, _idsName, rows, "I64");
        TensorInfo? offsets = Find(header, $"{_idsName}.offsets", rows + 1, "I64");
        TensorInfo? utf8 = header.Find($"{_idsName}.utf8");
        if (utf8 is not null && (utf8.Dtype != "U8" || utf8.Shape.Count != 1 || utf8.Bytes > Array.MaxLength))
            throw Wrong(utf8, "U8 with less than 2^31 bytes");
        if (
            (offsets is null) != (utf8 is null)
            || (integers is null ? !foreign && offsets is null : offsets is not null)
        )
            throw new ModelFileException(
                path,
                $"among {_idsName}, {_idsName}.offsets and {_idsName}.utf8 too few or too many",
                "integers, or offsets and utf8"
            );
        try
        {
            Factors = new FactorMatrix((int)rows, (int)columns);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ModelFileException(
                path,
                $"'{_factorsName}' {factors.Describe()}",
                "a matrix that fits into memory",
                e
            );
        }
        Bias = bias is null ? null : new float[rows];
        _integers = integers is null && offsets is null ? null : new long[(integers ?? offsets)!.Shape[0]];
        _utf8 = utf8 is null ? null : new byte[utf8.Bytes];
    }

    /// <summary>The factors.</summary>
    public FactorMatrix Factors { get; }

    /// <summary>The biases, or null.</summary>
    public float[]? Bias { get; }

    /// <summary>Reads a tensor that belongs here.</summary>
    /// <returns>Whether it does.</returns>
    public bool TryRead(TensorInfo tensor, TensorReader reader)
    {
        if (tensor.Name == _factorsName)
            ReadFactors(tensor.Dtype, reader);
        else if (tensor.Name == _biasName)
            reader.Read(Bias, tensor.Dtype);
        else if (tensor.Name == _idsName || tensor.Name == $"{_idsName}.offsets")
            reader.Read(_integers);
        else if (tensor.Name == $"{_idsName}.utf8")
            reader.Read(_utf8);
        else
            return false;
        return true;
    }

    /// <summary>Verifies that factors and biases are finite.</summary>
    public void CheckNumbers()
    {
        for (int row = 0; row < Factors.Rows; row++)
            CheckFinite(Factors[row], _factorsName, row);
        for (int row = 0; row < Bias?.Length; row++)
            CheckFinite(Bias.AsSpan(row, 1), _biasName, row);
    }

    /// <summary>The ids, verified to be ascending and distinct; null where the file has none.</summary>
    public IdMap? ToIds()
    {
        if (_integers is null)
            return null;
        if (_utf8 is null)
        {
            for (int row = 1; row < _integers.Length; row++)
            {
                if (_integers[row] <= _integers[row - 1])
                    throw Wrong(
                        $"{_integers[row - 1]} and then {_integers[row]} in '{_idsName}' at row {row}",
                        "ascending, distinct ids"
                    );
            }
            return IdMap.FromSorted(_integers);
        }
        if (_integers[0] != 0 || _integers[^1] != _utf8.Length)
            throw Wrong($"'{_idsName}.offsets' from {_integers[0]} to {_integers[^1]}", $"0 to {_utf8.Length}");
        for (int row = 0; row + 1 < _integers.Length; row++)
            CheckText(row);
        return IdMap.FromSorted(_utf8, _integers);
    }

    private void CheckText(int row)
    {
        if (_integers![row + 1] < _integers[row] || _integers[row + 1] > _utf8!.Length)
            throw Wrong(
                $"{_integers[row]} and then {_integers[row + 1]} in '{_idsName}.offsets' at row {row}",
                "ascending offsets"
            );
        ReadOnlySpan<byte> text = _utf8.AsSpan()[(int)_integers[row]..(int)_integers[row + 1]];
        if (!Utf8.IsValid(text))
            throw Wrong($"bytes in '{_idsName}.utf8' at row {row} that are no UTF-8", "UTF-8");
        if (row > 0 && _utf8.AsSpan()[(int)_integers[row - 1]..(int)_integers[row]].SequenceCompareTo(text) >= 0)
            throw Wrong(
                $"an id in '{_idsName}.utf8' at row {row} that is not above the one before",
                "ascending, distinct ids"
            );
    }

    private void ReadFactors(string dtype, TensorReader reader)
    {
        for (int row = 0; row < Factors.Rows; row++)
            reader.Read(Factors.Row(row)[..Factors.Columns], dtype);
    }

    private TensorInfo? Find(SafeTensorsHeader header, string name, long length, string? dtype = null)
    {
        TensorInfo? tensor = header.Find(name);
        if (
            tensor is not null
            && (tensor.Shape is not [long n] || n != length || (dtype ?? tensor.Dtype) != tensor.Dtype)
        )
            throw Wrong(tensor, $"{dtype ?? "F32"} [{length}]");
        return tensor;
    }

    private void CheckFloat(TensorInfo tensor, bool foreign)
    {
        if (foreign ? !LittleEndian.IsFloat(tensor.Dtype) : tensor.Dtype != "F32")
            throw Wrong(tensor, foreign ? "F32, F64, F16 or BF16" : "F32");
    }

    private void CheckFinite(ReadOnlySpan<float> values, string name, int row)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw Wrong($"{value} in '{name}' at row {row}", "finite numbers");
        }
    }

    private ModelFileException Wrong(TensorInfo tensor, string expected) =>
        Wrong($"'{tensor.Name}' {tensor.Describe()}", expected);

    private ModelFileException Wrong(string found, string expected) => new(_path, found, expected);
}
