using System.Text.Json;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Tests.Cli;

/// <summary>What is made of a model for those who serve it: smaller files, tables of similar items.</summary>
public class ServingFileTests
{
    [Theory]
    [InlineData("bf16", FactorPrecision.BFloat16)]
    [InlineData("int8", FactorPrecision.Int8)]
    [InlineData("f32", FactorPrecision.Single)]
    public void ASmallerModelIsUsedLikeAnyOther(string word, FactorPrecision precision)
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings);
        JsonElement said = CliRun.Json("convert", model, folder["small"], "--factors", word);
        Assert.Equal("safetensors", said.GetProperty("format").GetString());
        FactorModel small = ModelFile.Load(folder["small"]);
        Assert.Equal(precision, small.Info.Precision);
        Assert.Equal(ModelFile.Load(model).Rounded(precision).UserFactors[3], small.UserFactors[3]);
        double whole = CliRun.Json("evaluate", model, ratings).GetProperty("rmse").GetDouble();
        double rounded = CliRun.Json("evaluate", folder["small"], ratings).GetProperty("rmse").GetDouble();
        Assert.InRange(rounded, whole - 0.01, whole + 0.01);
        Assert.Equal(precision == FactorPrecision.Single, whole == rounded);
        CliRun.Done("index", folder["small"]);
        Assert.Equal(precision, ModelFile.Load(folder["small"]).Info.Precision);
        CliRun.Done("recommend", folder["small"], "--user", "3");
        CliRun.Done("train", ratings, "-o", folder["warm"], "--init", folder["small"], "--epochs", "1");
        Assert.Equal(FactorPrecision.Single, ModelFile.Load(folder["warm"]).Info.Precision);
        CliRun.Done("convert", folder["small"], folder["text"]);
        Assert.Equal("f 0", File.ReadLines(folder["text"]).First());
    }

    [Fact]
    public void AWrongWordIsRefused()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        CliRun.Refused(
            2,
            "--factors is 'int4'; expected f32, bf16 or int8",
            "convert",
            model,
            "x",
            "--factors",
            "int4"
        );
    }

    [Fact]
    public void ATableHoldsTheListsOfEachItem()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        string table = CliRun.Done("similar", model, "--all", "-n", "4", "--threads", "2").Output;
        string[] lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("item,similar,score", lines[0]);
        Assert.Equal(1 + (20 * 4), lines.Length);
        string[] one = CliRun.Done("similar", model, "--item", "7", "-n", "4").Output.Split('\n')[1..5];
        Assert.Equal(one.Select(line => $"7,{line}"), lines.Where(line => line.StartsWith("7,", default)));
        CliRun.Done("similar", model, "--all", "-n", "4", "-o", folder["table.csv"]);
        Assert.Equal(table, File.ReadAllText(folder["table.csv"]));
        JsonElement json = CliRun.Json("similar", model, "--all", "-n", "4");
        Assert.Equal(20, json.GetArrayLength());
        Assert.Equal(4, json[6].GetProperty("items").GetArrayLength());
        Assert.Equal(
            CliRun.Json("similar", model, "--item", "7", "-n", "4").GetRawText(),
            json.EnumerateArray().Single(entry => entry.GetProperty("item").GetInt64() == 7).GetRawText()
        );
    }

    [Fact]
    public void OneQuestionAtATime()
    {
        using TemporaryFolder folder = new();
        string model = folder.Train(folder.WriteRatings("ratings.csv"));
        CliRun.Refused(2, "one of --item, --user and --all", "similar", model);
        CliRun.Refused(2, "one of --item, --user and --all", "similar", model, "--all", "--item", "7");
        CliRun.Refused(2, "--output is", "similar", model, "--item", "7", "-o", folder["x"]);
    }
}
