namespace FastMf.Hosting.Tests;

/// <summary>A folder of its own for a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("fastmf-hosting-").FullName;

    /// <summary>The full name of a file in it.</summary>
    public string this[string name] => Path.Combine(_path, name);

    /// <summary>Writes a file and gives its full name.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Makes a folder in it where there is none, and gives its full name.</summary>
    public string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
