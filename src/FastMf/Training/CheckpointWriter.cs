using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Training;

/// <summary>Collects what a checkpoint holds, a model first, and writes it as one file: the old one stays until it is whole.</summary>
internal sealed class CheckpointWriter(FactorModel model) : SessionState
{
    private readonly List<TensorSource> _tensors = [.. ModelTensors.Of(model)];

    public override bool IsRestoring => false;

    public override void Exchange(string name, FactorMatrix matrix) => _tensors.Add(ModelTensors.Factors(name, matrix));

    public override void Exchange(string name, float[] values)
    {
        if (values.Length > 0) // two empty tensors in one place have no order
            _tensors.Add(ModelTensors.Floats(name, values));
    }

    public override void Exchange(string name, double[] values) => Add(name, values, columns: 1);

    /// <summary>Adds a table.</summary>
    public void Add(string name, double[] values, int columns) =>
        _tensors.Add(ModelTensors.Doubles(name, values, columns));

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">What it says of itself besides the model's texts.</param>
    /// <param name="cancellationToken">Ends the writing; the old file stays.</param>
    public void Write(string path, IReadOnlyDictionary<string, string> texts, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> metadata = ModelMetadata.Format(model.Info);
        foreach ((string name, string text) in texts)
            metadata.Add(name, text);
        AtomicFile.Write(path, stream => ModelWriter.Write(metadata, _tensors, stream, cancellationToken));
    }
}
