using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Tests.Golden;

public class GoldenModelTests
{
    internal static readonly string Version1 = Path.Combine(
        Repository.Root,
        "tests",
        "FastMf.Tests",
        "Golden",
        "model-v1.safetensors"
    );

    [Fact]
    public void AFileOfVersion1IsStillRead()
    {
        FactorModel model = ModelFile.Load(Version1);
        Assert.Equal(3, model.Rank);
        Assert.Equal([1.5f, -2.5f, 3.25f], model.UserFactors[1].ToArray());
        Assert.Equal([1e-9f, -1e9f, 0.7f], model.ItemFactors[1].ToArray());
        Assert.Equal([0.125f, -0.5f], model.UserBias.ToArray());
        Assert.Equal([0.01f, -0.02f, 0.04f], model.ItemBias.ToArray());
        Assert.Equal([new Id(-7), new Id(42)], [model.Users[0], model.Users[1]]);
        Assert.Equal([new Id("007"), new Id("tt1"), new Id("äpfel")], [model.Items[0], model.Items[1], model.Items[2]]);
        Assert.Equal((3.54f, 0.5f, 5f), (model.Info.Mean, model.Info.MinRating, model.Info.MaxRating));
        Assert.Equal(GoldenModel.Build().Info.Objective, model.Info.Objective);
        Assert.Equal("42", model.Info.Options["seed"]);
        // (3.54 - 0.5) + 0.04 + (1.5 * 0.25 - 2.5 * 0.5 + 3.25 * 0.75)
        Assert.Equal(4.6425f, model.Predict(42, "äpfel").Value, 1e-6f);
    }

    [Fact]
    public void VersionOneIsStillWrittenByteForByte()
    {
        string path = Path.GetTempFileName();
        GoldenModel.Build().Save(path);
        byte[] written = File.ReadAllBytes(path);
        File.Delete(path);
        Assert.Equal(File.ReadAllBytes(Version1), written);
    }
}
