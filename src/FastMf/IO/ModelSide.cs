using System.Text.Unicode;
using FastMf.Data;

namespace FastMf.IO;

/// <summary>
/// The users' or the items' half of a model file: factors, ids, biases, in memory of their own or in the mapped file, and
/// what must hold of them.
/// </summary>
internal sealed class ModelSide
{
    private readonly SideLayout _layout;
    private readonly Region<short> _halves; // factors that are kept in bfloat16
    private readonly Region<sbyte> _codes; // factors that are kept in a byte
    private readonly Region<float> _scale; // of factors that are bytes
    private readonly Region<long> _integers; // ids, or where texts begin
    private readonly Region<byte> _utf8; // none for integer ids

    /// <summary>Makes room of its own: no more than the file has (rows are padded to 16).</summary>
    /// <param name="layout">What the file has.</param>
    /// <exception cref="ModelFileException">The factors do not fit into a matrix.</exception>
    public ModelSide(SideLayout layout)
    {
        _layout = layout;
        TensorInfo? integers = layout.Integers ?? layout.Offsets;
        Bias = new(layout.Bias is null ? null : new float[layout.Rows]);
        _scale = new(layout.Scale is null ? null : new float[layout.Rows]);
        long count = (long)layout.Rows * layout.Columns;
        bool fits = count <= Array.MaxLength; // else they become floats, of which a matrix holds more
        _halves = new(layout.KeepsHalves && fits ? new short[count] : null);
        _codes = new(layout.KeepsCodes && fits ? new sbyte[count] : null);
        Factors = Rounded() ?? RoomFor(layout);
        _integers = new(integers is null ? null : new long[integers.Shape[0]]);
        _utf8 = new(layout.Utf8 is null ? null : new byte[layout.Utf8.Bytes]);
    }

    /// <summary>Lies over a mapped file; what cannot, is copied.</summary>
    /// <param name="layout">What the file has.</param>
    /// <param name="tensors">The mapped tensors.</param>
    /// <exception cref="ModelFileException">The factors do not fit into a matrix.</exception>
    public ModelSide(SideLayout layout, MappedTensors tensors)
    {
        _layout = layout;
        Bias = tensors.Values<float>(layout.Bias);
        _scale = tensors.Values<float>(layout.Scale);
        _halves = tensors.Values<short>(layout.KeepsHalves ? layout.Factors : null);
        _codes = tensors.Values<sbyte>(layout.KeepsCodes ? layout.Factors : null);
        if ((Rounded() ?? tensors.Matrix(layout.Factors)) is { } inPlace)
            Factors = inPlace;
        else
            tensors.CopyRows(layout.Factors, Factors = RoomFor(layout));
        _integers = tensors.Values<long>(layout.Integers ?? layout.Offsets);
        _utf8 = tensors.Values<byte>(layout.Utf8);
        CheckEnds();
    }

    /// <summary>The factors.</summary>
    public FactorMatrix Factors { get; }

    /// <summary>The biases; nothing where there are none.</summary>
    public Region<float> Bias { get; }

    /// <summary>Reads a tensor that belongs here.</summary>
    /// <returns>Whether it does.</returns>
    public bool TryRead(TensorInfo tensor, TensorReader reader)
    {
        if (tensor == _layout.Factors && _halves.Exists)
            reader.Read(_halves.Array.AsSpan());
        else if (tensor == _layout.Factors && _codes.Exists)
            reader.Read(_codes.Array.AsSpan());
        else if (tensor == _layout.Factors)
        {
            for (int row = 0; row < Factors.Rows; row++)
                reader.Read(Factors.Row(row)[..Factors.Columns], tensor.Dtype);
        }
        else if (tensor == _layout.Bias)
            reader.Read(Bias.Array, tensor.Dtype);
        else if (tensor == _layout.Scale)
            reader.Read(_scale.Array, tensor.Dtype);
        else if (tensor == _layout.Integers || tensor == _layout.Offsets)
            reader.Read(_integers.Array.AsSpan());
        else if (tensor == _layout.Utf8)
            reader.Read(_utf8.Array.AsSpan());
        else
            return false;
        return true;
    }

    /// <summary>Makes factors of their bytes, once all is read; nothing where they are floats or stay bytes.</summary>
    public void ApplyScale()
    {
        for (int row = 0; row < _scale.Length && !Factors.IsRounded; row++)
        {
            foreach (ref float value in Factors.Row(row)[..Factors.Columns])
                value *= _scale[row];
        }
    }

    /// <summary>Verifies that numbers are finite and ids what they should be.</summary>
    /// <exception cref="ModelFileException">They are not.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void CheckContent(CancellationToken cancellationToken = default)
    {
        using RowRoom room = new(Factors, 1);
        for (int row = 0; row < Factors.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CheckFinite(Factors.Values(row, room.Floats), _layout.Factors, row);
        }
        for (int row = 0; row < Bias.Length; row++)
            CheckFinite(Bias.Slice(row, 1), _layout.Bias!, row);
        if (_layout.Integers is not null)
            CheckIntegers();
        if (_layout.Offsets is null)
            return;
        CheckEnds();
        for (int row = 0; row + 1L < _integers.Length; row++)
            CheckText(row);
    }

    /// <summary>The ids; null where the file has none.</summary>
    public IdMap? ToIds() =>
        !_integers.Exists ? null
        : _utf8.Exists ? IdMap.FromSorted(_utf8, _integers)
        : IdMap.FromSorted(_integers);

    /// <summary>Factors that stay rounded; null where they are floats.</summary>
    private FactorMatrix? Rounded() =>
        _halves.Exists ? new(new RoundedRows(_halves, _layout.Columns), _layout.Rows)
        : _codes.Exists ? new(new RoundedRows(_codes, _scale, _layout.Columns), _layout.Rows)
        : null;

    private static FactorMatrix RoomFor(SideLayout layout)
    {
        try
        {
            return new FactorMatrix(layout.Rows, layout.Columns);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw layout.Wrong(layout.Factors, "a matrix that fits into memory", e);
        }
    }

    private void CheckIntegers()
    {
        for (int row = 1; row < _integers.Length; row++)
        {
            if (_integers[row] <= _integers[row - 1])
                throw _layout.Wrong(
                    $"{_integers[row - 1]} and then {_integers[row]} in '{_layout.Integers!.Name}' at row {row}",
                    "ascending, distinct ids"
                );
        }
    }

    /// <summary>What can be verified of texts without reading them all.</summary>
    private void CheckEnds()
    {
        if (_layout.Offsets is null)
            return;
        (long first, long last) = (_integers[0], _integers[_integers.Length - 1]);
        if (first != 0 || last != _utf8.Length)
            throw _layout.Wrong($"'{_layout.Offsets.Name}' from {first} to {last}", $"0 to {_utf8.Length}");
    }

    private void CheckText(int row)
    {
        (long begin, long end) = (_integers[row], _integers[row + 1L]);
        if (end < begin || end > _utf8.Length)
            throw _layout.Wrong(
                $"{begin} and then {end} in '{_layout.Offsets!.Name}' at row {row}",
                "ascending offsets"
            );
        ReadOnlySpan<byte> text = _utf8.Slice(begin, (int)(end - begin));
        if (!Utf8.IsValid(text))
            throw _layout.Wrong($"bytes in '{_layout.Utf8!.Name}' at row {row} that are no UTF-8", "UTF-8");
        if (row > 0 && _utf8.Slice(_integers[row - 1], (int)(begin - _integers[row - 1])).SequenceCompareTo(text) >= 0)
            throw _layout.Wrong(
                $"an id in '{_layout.Utf8!.Name}' at row {row} that is not above the one before",
                "ascending, distinct ids"
            );
    }

    private void CheckFinite(ReadOnlySpan<float> values, TensorInfo tensor, int row)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw _layout.Wrong($"{value} in '{tensor.Name}' at row {row}", "finite numbers");
        }
    }
}
