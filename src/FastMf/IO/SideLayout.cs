using FastMf.Data;
using FastMf.Models;

namespace FastMf.IO;

/// <summary>
/// The tensors of the users' or the items' half of a model file. Types and shapes are verified against each other before
/// anything is allocated or mapped; since the header fits the file's length, all of them are within the file.
/// </summary>
internal sealed class SideLayout
{
    private readonly string _path;

    /// <summary>Finds the tensors and verifies their shapes.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="side"><c>user</c> or <c>item</c>.</param>
    /// <param name="precision">How exact the factors are, as the metadata say.</param>
    /// <param name="foreign">Whether ids may be missing, and floats be of other types than F32.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="ModelFileException">A tensor is missing or has another type or shape.</exception>
    public SideLayout(SafeTensorsHeader header, string side, FactorPrecision precision, bool foreign, string path)
    {
        _path = path;
        string ids = $"{side}_ids";
        Factors =
            header.Find($"{side}_factors")
            ?? throw Wrong($"no tensor '{side}_factors'", "a file with user_factors and item_factors");
        if (Factors.Shape is not [long rows and <= int.MaxValue, long columns and >= 1 and <= FactorMatrix.MaxColumns])
            throw Wrong(Factors, $"[rows, rank] with less than 2^31 rows and a rank of 1 to {FactorMatrix.MaxColumns}");
        (Rows, Columns) = ((int)rows, (int)columns);
        Scale = Factors.Dtype == "I8" ? FindScale(header, rows, foreign) : null;
        if (Scale is null)
            CheckFloat(Factors, foreign || precision == FactorPrecision.BFloat16);
        if (!foreign && Factors.Dtype != PrecisionText.Dtype(precision))
            throw Wrong(Factors, PrecisionText.Dtype(precision));
        KeepsHalves = !foreign && precision == FactorPrecision.BFloat16;
        KeepsCodes = !foreign && precision == FactorPrecision.Int8;
        Bias = Find(header, $"{side}_bias", rows);
        if (Bias is not null)
            CheckFloat(Bias, foreign);
        Integers = Find(header, ids, rows, "I64");
        Offsets = Find(header, $"{ids}.offsets", rows + 1, "I64");
        Utf8 = header.Find($"{ids}.utf8");
        if (Utf8 is not null && (Utf8.Dtype != "U8" || Utf8.Shape.Count != 1 || Utf8.Bytes > Array.MaxLength))
            throw Wrong(Utf8, "U8 with less than 2^31 bytes");
        if (
            (Offsets is null) != (Utf8 is null)
            || (Integers is null ? !foreign && Offsets is null : Offsets is not null)
        )
            throw Wrong(
                $"among {ids}, {ids}.offsets and {ids}.utf8 too few or too many",
                "integers, or offsets and utf8"
            );
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>The rank.</summary>
    public int Columns { get; }

    /// <summary>The factors.</summary>
    public TensorInfo Factors { get; }

    /// <summary>Whether factors are to stay in bfloat16.</summary>
    public bool KeepsHalves { get; }

    /// <summary>Whether factors are to stay bytes.</summary>
    public bool KeepsCodes { get; }

    /// <summary>What the bytes of each row stand for, where factors are bytes; else null.</summary>
    public TensorInfo? Scale { get; }

    /// <summary>The biases, or null.</summary>
    public TensorInfo? Bias { get; }

    /// <summary>The ids where they are integers, or null.</summary>
    public TensorInfo? Integers { get; }

    /// <summary>Where the ids begin and end where they are texts, or null.</summary>
    public TensorInfo? Offsets { get; }

    /// <summary>The ids where they are texts, or null.</summary>
    public TensorInfo? Utf8 { get; }

    /// <summary>What is wrong with a tensor.</summary>
    public ModelFileException Wrong(TensorInfo tensor, string expected, Exception? inner = null) =>
        new(_path, $"'{tensor.Name}' {tensor.Describe()}", expected, inner);

    /// <summary>What is wrong with the file.</summary>
    public ModelFileException Wrong(string found, string expected) => new(_path, found, expected);

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

    private TensorInfo FindScale(SafeTensorsHeader header, long rows, bool foreign)
    {
        string name = $"{Factors.Name}.scale";
        TensorInfo scale =
            Find(header, name, rows) ?? throw Wrong(Factors, $"floats, or a tensor '{name}' F32 [{rows}] beside it");
        CheckFloat(scale, foreign);
        return scale;
    }

    private void CheckFloat(TensorInfo tensor, bool foreign)
    {
        if (foreign ? !LittleEndian.IsFloat(tensor.Dtype) : tensor.Dtype != "F32")
            throw Wrong(tensor, foreign ? "F32, F64, F16 or BF16" : "F32");
    }
}
