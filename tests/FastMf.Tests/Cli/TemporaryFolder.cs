using System.Globalization;
using System.Text;
using FastMf.Training;

namespace FastMf.Tests.Cli;

/// <summary>A folder of its own for a test, with ratings that make sense.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fastmf-").FullName;

    /// <summary>The full name of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The names of the files in it, in order.</summary>
    public string[] Files =>
        [.. Directory.GetFiles(Path).Select(f => System.IO.Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>The full name of the checkpoint in a folder in it.</summary>
    public string CheckpointIn(string name) => System.IO.Path.Combine(this[name], CheckpointOptions.FileName);

    /// <summary>Writes a file and gives its full name.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Two tastes: users like the items of their own parity. User and item ids begin at 1.</summary>
    public string WriteRatings(string name, int users = 30, int items = 20)
    {
        StringBuilder text = new("user,item,rating\n");
        for (int user = 1; user <= users; user++)
        {
            for (int item = 1; item <= items; item++)
            {
                if ((user * 7 + item * 3) % 4 != 0)
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{user},{item},{((user + item) % 2 == 0 ? 4.5 : 1.5)}\n"
                    );
            }
        }
        return Write(name, text.ToString());
    }

    /// <summary>Trains a small model and gives its full name.</summary>
    public string Train(string ratings, params string[] options)
    {
        string model = this["model.safetensors"];
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "5"];
        CliRun.Done(["train", ratings, "-o", model, "--rank", "4", "--threads", "2", .. epochs, .. options]);
        return model;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
