namespace FastMf.Cli;

/// <summary>What is checked of files before any work begins, so that no one waits an hour for a missing folder.</summary>
internal static class Files
{
    /// <summary>Refuses files to read that are not there.</summary>
    /// <exception cref="IOException">Names the first one.</exception>
    public static void CheckInputs(params string?[] paths)
    {
        foreach (string path in paths.OfType<string>())
            CheckInput(path);
    }

    private static void CheckInput(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: this is a folder; expected a file.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
    }

    /// <summary>Refuses a second output as <see cref="CheckOutput"/> does, and one that would replace the first.</summary>
    /// <exception cref="CallException">Says why.</exception>
    public static void CheckReport(string? path, string output, params string?[] inputs)
    {
        CheckOutput(path, inputs);
        if (path is not null && Path.GetFullPath(path) == Path.GetFullPath(output))
            throw new CallException($"--report is '{path}', which is also the model file to write.");
    }

    /// <summary>Refuses an output that could not be written in the end, or that would replace what is read.</summary>
    /// <exception cref="CallException">Says why.</exception>
    public static void CheckOutput(string? path, params string?[] inputs)
    {
        if (path is null)
            return;
        if (path.Length == 0)
            throw new CallException("The name of the output file is empty.");
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new CallException($"{path}: this is a folder; expected the name of a file to write.");
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
            throw new CallException($"{path}: the folder {folder} does not exist.");
        if (inputs.Any(input => input is not null && Path.GetFullPath(input) == full))
            throw new CallException($"{path}: the output would replace a file that is read.");
    }
}
