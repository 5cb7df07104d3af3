using FastMf.IO;
using FastMf.Models;

namespace FastMf.Hosting;

/// <summary>A model as it was read.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">See <see cref="RecommenderSnapshot.Version"/>.</param>
/// <param name="WrittenAt">When its file was written.</param>
internal readonly record struct LoadedModel(FactorModel Model, string Version, DateTimeOffset WrittenAt);

/// <summary>The one place where a service reads a model.</summary>
internal static class ModelLoader
{
    private const int VersionDigits = 16;

    /// <summary>Reads or maps a model file and verifies all of it.</summary>
    /// <exception cref="IOException">The file is not there or is no good.</exception>
    public static LoadedModel Load(string path, bool mapped)
    {
        DateTimeOffset writtenAt = new(File.GetLastWriteTimeUtc(path));
        FactorModel model = mapped
            ? ModelFile.Open(path, out ModelHeader header, verify: true)
            : ModelFile.Load(path, out header);
        return new(model, header.Metadata["fastmf.checksum"][..VersionDigits], writtenAt);
    }
}
