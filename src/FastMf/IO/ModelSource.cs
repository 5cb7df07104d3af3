namespace FastMf.IO;

/// <summary>What is kept of the file that a model was read from.</summary>
/// <param name="index">The index beside the model; null where there is none.</param>
internal class ModelSource(StoredIndex? index)
{
    /// <summary>The index beside the model; null where there is none.</summary>
    public StoredIndex? Index { get; } = index;
}
