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

    /// <summary>Whoever writes a model writes the index that <c>fastmf index</c> would.</summary>
    [Theory]
    [InlineData("tune", "ratings.csv", "-o", "out", "--rank", "4", "--l2", "0.05", "--epochs", "2", "--folds", "2")]
    [InlineData("update", "model", "events", "-o", "out")]
    [InlineData("update", "model", "known", "-o", "out")]
    [InlineData("convert", "model", "out", "--factors", "int8")]
    [InlineData("convert", "model", "out", "--factors", "f32")]
    [InlineData("convert", "text", "out")]
    public void OtherVerbsWriteItToo(params string[] words)
    {
        using TemporaryFolder folder = new();
        File.Copy(folder.Train(folder.WriteRatings("ratings.csv")), folder["model"]);
        folder.Write("events", "user,item,rating\n99,2,4.5\n2,77,4.5\n4,77,4.5\n");
        folder.Write("known", "user,item,rating\n99,2,4.5\n");
        CliRun.Done("convert", folder["model"], folder["text"]);
        string[] call = [.. words.Select(word => word == "out" || File.Exists(folder[word]) ? folder[word] : word)];
        CliRun.Done(call);
        Assert.Null(ModelFile.Load(folder["out"]).StoredRetriever());
        CliRun.Done("index", folder["out"]);
        byte[] expected = File.ReadAllBytes(folder["out"]);
        File.Delete(folder["out"]);
        CliRun.Done([.. call, "--index"]);
        Assert.Equal(expected, File.ReadAllBytes(folder["out"]));
        if (words[1] != "model")
            return;
        CliRun.Done("index", folder["model"]);
        Assert.True(CliRun.Json([.. call]).GetProperty("index").GetBoolean()); // it is kept
        Assert.Equal(expected, File.ReadAllBytes(folder["out"]));
        Assert.Contains(", an index", CliRun.Done(call).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TextHasNoIndex()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        CliRun.Refused(2, "--index is given", "convert", model, folder["text"], "--index");
        Assert.False(File.Exists(folder["text"]));
        CliRun.Done("index", model);
        Assert.False(CliRun.Json("convert", model, folder["text"]).GetProperty("index").GetBoolean());
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
