using FastMf.Kernels;
using FastMf.Retrieval;

namespace FastMf.IO;

/// <summary>
/// The tensors of the index that may lie beside a model in its file, as the header describes them. Types and shapes are
/// verified against the item factors before anything is allocated or mapped.
/// </summary>
internal sealed class IndexLayout
{
    /// <summary>The metadata's entry that says which kind of index there is.</summary>
    public const string VersionKey = "fastmf.index";

    /// <summary>The only kind that is known; a file with another one is a model without an index.</summary>
    public const string Version = "1";

    private readonly string _path;

    private IndexLayout(SafeTensorsHeader header, SideLayout items, string path)
    {
        _path = path;
        IndexShapes shapes = new(items.Rows, items.Columns);
        Turn = Find(header, shapes.Turn);
        Head = Find(header, shapes.Head);
        Rest = Find(header, shapes.Rest);
        Scales = Find(header, shapes.Scales);
        Panels = Find(header, shapes.Panels);
        Limits = Find(header, shapes.Limits);
        Rows = Find(header, shapes.Rows);
    }

    /// <summary>Q: F32 [rank, rank].</summary>
    public TensorInfo Turn { get; }

    /// <summary>Codes of the first stage: I8 [panels, 18, 64].</summary>
    public TensorInfo Head { get; }

    /// <summary>Codes of the other stages: I8 [stages - 1, panels, 17, 64].</summary>
    public TensorInfo Rest { get; }

    /// <summary>Scales: F32 [stages, panels, 18].</summary>
    public TensorInfo Scales { get; }

    /// <summary>Numbers of panels: F32 [panels, 6].</summary>
    public TensorInfo Panels { get; }

    /// <summary>Numbers of all: F32 [2].</summary>
    public TensorInfo Limits { get; }

    /// <summary>The order: I32 [items].</summary>
    public TensorInfo Rows { get; }

    /// <summary>Finds the index; null where the file has none, or one of a kind that is not known here.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="items">The items' half.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="ModelFileException">The file says that it has one, and a tensor is missing or has another type or shape.</exception>
    public static IndexLayout? Of(SafeTensorsHeader header, SideLayout items, string path) =>
        header.Metadata.GetValueOrDefault(VersionKey) == Version ? new(header, items, path) : null;

    /// <summary>What is wrong with the file.</summary>
    public ModelFileException Wrong(string found, string expected) => new(_path, found, expected);

    private TensorInfo Find(SafeTensorsHeader header, TensorInfo expected)
    {
        TensorInfo tensor =
            header.Find(expected.Name) ?? throw Wrong($"no tensor '{expected.Name}'", expected.Describe());
        return tensor.Dtype == expected.Dtype && tensor.Shape.SequenceEqual(expected.Shape)
            ? tensor
            : throw Wrong($"'{tensor.Name}' {tensor.Describe()}", expected.Describe());
    }
}

/// <summary>The tensors that the index of so many items has; where they are is left open.</summary>
/// <param name="items">Items.</param>
/// <param name="rank">The rank.</param>
internal readonly struct IndexShapes(int items, int rank)
{
    private readonly long _panels = ScreeningCopy.PanelsOf(items);
    private readonly long _stages = (rank + ScreeningCopy.StageColumns - 1) / ScreeningCopy.StageColumns;

    public TensorInfo Turn { get; } = Tensor("index.turn", "F32", rank, rank);
    public TensorInfo Head => Tensor("index.head", "I8", _panels, ScreeningCopy.HeadRows, ScreenPanel.Items);
    public TensorInfo Rest =>
        Tensor("index.rest", "I8", _stages - 1, _panels, ScreeningCopy.RestRows, ScreenPanel.Items);
    public TensorInfo Scales => Tensor("index.scales", "F32", _stages, _panels, ScreeningCopy.ScaleColumns);
    public TensorInfo Panels => Tensor("index.panels", "F32", _panels, ScreeningCopy.PanelColumns);
    public TensorInfo Limits { get; } = Tensor("index.limits", "F32", ScreeningCopy.LimitColumns);
    public TensorInfo Rows { get; } = Tensor("index.rows", "I32", items);

    private static TensorInfo Tensor(string name, string dtype, params long[] shape) => new(name, dtype, shape, 0, 0);
}
