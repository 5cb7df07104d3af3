namespace FastMf.Live;

/// <summary>A file of events that is not what it should be: altered, cut off in the middle, or missing.</summary>
public sealed class EventFileException : IOException
{
    /// <summary>Names the file, what it holds and what it should hold.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">What was found, and where in the file.</param>
    /// <param name="expected">What was expected instead.</param>
    public EventFileException(string path, string found, string expected)
        : base($"{path}: found {found}; expected {expected}.")
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
