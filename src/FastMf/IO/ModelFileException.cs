namespace FastMf.IO;

/// <summary>A model file that is not what it should be: cut off, altered, of another kind or too new.</summary>
public sealed class ModelFileException : IOException
{
    /// <summary>Names the file, what it holds and what it should hold.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">What was found, and where in the file.</param>
    /// <param name="expected">What was expected instead.</param>
    /// <param name="inner">The error behind this one, if there is one.</param>
    public ModelFileException(string path, string found, string expected, Exception? inner = null)
        : base($"{path}: found {found}; expected {expected}.", inner)
    {
        Path = path;
        Found = found;
        Expected = expected;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What was found, and where in the file.</summary>
    public string Found { get; }

    /// <summary>What was expected instead.</summary>
    public string Expected { get; }
}
