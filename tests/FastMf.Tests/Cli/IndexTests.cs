using System.Text.Json;
using FastMf.IO;

namespace FastMf.Tests.Cli;

/// <summary><c>fastmf index</c>, <c>train --index</c>, and who uses what they write.</summary>
public class IndexTests
{
    [Fact]
    public void TrainingAndIndexingWriteTheSameFile()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        byte[] plain = File.ReadAllBytes(model);
        Assert.False(CliRun.Json("inspect", model).GetProperty("index").GetBoolean());

        JsonElement said = CliRun.Json("index", model, "-o", folder["other"], "--threads", "2");
        Assert.Equal(20, said.GetProperty("items").GetInt32());
        Assert.Equal(new FileInfo(folder["other"]).Length, said.GetProperty("bytes").GetInt64());
        Assert.Equal(plain, File.ReadAllBytes(model));
        Assert.Contains("an index of 20 items", CliRun.Done("index", model).Output, StringComparison.Ordinal);
        byte[] indexed = File.ReadAllBytes(model);
        Assert.Equal(File.ReadAllBytes(folder["other"]), indexed);
        folder.Train(ratings, "--index");
        Assert.Equal(indexed, File.ReadAllBytes(model));
        CliRun.Done("index", model); // one more time changes nothing
        Assert.Equal(indexed, File.ReadAllBytes(model));

        Assert.True(CliRun.Json("inspect", model).GetProperty("index").GetBoolean());
        string shown = CliRun.Done("inspect", model).Output;
        Assert.Contains("an index is beside the factors", shown, StringComparison.Ordinal);
        Assert.Contains("index.rows", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--exclude", "seen")]
    [InlineData("--deny", "deny", "-n", "1000")]
    [InlineData("--allow", "allow", "--deny", "deny", "--exclude", "seen")]
    public void ListsAreTheSameWithIt(params string[] options)
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        folder.WriteRatings("seen", users: 31, items: 9);
        folder.Write("deny", "5\n9\n5\n");
        folder.Write("allow", "11\n5\n8\n3\n");
        string[] call =
        [
            "recommend",
            model,
            "--user",
            "7",
            "31",
            "stranger",
            "12",
            .. options.Select(word => File.Exists(folder[word]) ? folder[word] : word),
        ];
        string plain = CliRun.Done(call).Output;
        Assert.True(plain.Split('\n').Length > 5);
        CliRun.Done("index", model);
        Assert.NotNull(ModelFile.Load(model).StoredRetriever());
        Assert.Equal(plain, CliRun.Done(call).Output);
    }

    [Fact]
    public void WhatCannotBeIndexedIsToldAndNothingIsWritten()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        CliRun.Refused(1, folder["none"], "index", folder["none"]);
        CliRun.Refused(2, "does not exist", "index", model, "-o", Path.Combine(folder["none"], "m"));
        folder.Write("m", "no model");
        CliRun.Refused(1, "expected", "index", folder["m"], "-o", folder["out"]);
        Assert.Equal(["m", "model.safetensors", "ratings.csv"], folder.Files);
    }
}
