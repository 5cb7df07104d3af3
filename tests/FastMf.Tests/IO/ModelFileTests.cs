using System.Security.Cryptography;
using System.Text;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.Laws;

namespace FastMf.Tests.IO;

public class ModelFileTests
{
    [Fact]
    public void WhatIsSavedIsLoadedToTheBit()
    {
        using TemporaryFolder folder = new();
        Law.Holds(
            ModelRecipe.Any,
            recipe =>
            {
                FactorModel model = recipe.Build();
                model.Save(folder["m"]);
                FactorModel loaded = ModelFile.Load(folder["m"]);
                SameModel.Assert(model, loaded);
                SameModel.AssertInfo(model.Info, loaded.Info);
                SameModel.Assert(model, SafeTensors.ReadFactors(folder["m"]));
                Assert.Equal(["m"], folder.Names);
            },
            100
        );
    }

    [Fact]
    public void EqualModelsGiveEqualBytes()
    {
        using TemporaryFolder folder = new();
        Law.Holds(
            ModelRecipe.Any,
            recipe =>
            {
                recipe.Build().Save(folder["first"]);
                recipe.Build().Save(folder["second"]);
                ModelFile.Load(folder["first"]).Save(folder["third"]);
                byte[] first = File.ReadAllBytes(folder["first"]);
                Assert.Equal(first, File.ReadAllBytes(folder["second"]));
                Assert.Equal(first, File.ReadAllBytes(folder["third"]));
            },
            30
        );
    }

    [Fact]
    public void TheFileIsWhatTheFormatSays()
    {
        using TemporaryFolder folder = new();
        Law.Holds(
            ModelRecipe.Any,
            recipe =>
            {
                FactorModel model = recipe.Build();
                model.Save(folder["m"]);
                byte[] file = File.ReadAllBytes(folder["m"]);
                PlainSafeTensors plain = new(file);
                Assert.Equal(0, (8 + plain.HeaderLength) % 64);
                Assert.Equal(["__metadata__", "user_factors", "item_factors"], plain.Names.Take(3));
                long end = 0;
                foreach (string name in plain.Names.Skip(1))
                {
                    Assert.Equal(end, plain.Offsets(name).Begin);
                    Assert.True(plain.Describe(name)[..3] != "I64" || end % 8 == 0, $"{name} is not aligned");
                    end = plain.Offsets(name).End;
                }
                Assert.Equal(file.Length, 8 + plain.HeaderLength + end);
                Assert.Equal(Values(model.UserFactors), plain.Floats("user_factors"));
                Assert.Equal(Values(model.ItemFactors), plain.Floats("item_factors"));
                Assert.Equal($"F32 [{recipe.Users},{recipe.Rank}]", plain.Describe("user_factors"));
                Assert.Equal(
                    Enumerable.Range(0, model.Users.Count).Select(row => model.Users[row]),
                    Ids(plain, "user_ids")
                );
                Assert.Equal(
                    Enumerable.Range(0, model.Items.Count).Select(row => model.Items[row]),
                    Ids(plain, "item_ids")
                );
                if (recipe.Biases && recipe.Users > 0)
                    Assert.Equal(model.UserBias.ToArray(), plain.Floats("user_bias"));
                if (recipe.Biases && recipe.Items > 0)
                    Assert.Equal(model.ItemBias.ToArray(), plain.Floats("item_bias"));
            },
            30
        );
    }

    [Fact]
    public void TheChecksumIsTheHashOfTheFileWithItsDigitsZeroed()
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(3, 2, 5, true, 2, 1, 7).Build().Save(folder["m"]);
        byte[] file = File.ReadAllBytes(folder["m"]);
        string checksum = new PlainSafeTensors(file).Metadata("fastmf.checksum");
        int at = file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(checksum));
        file.AsSpan(at, 64).Fill((byte)'0');
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), checksum);
    }

    [Fact]
    public void MetadataIsReadableText()
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(3, 2, 5, true, 2, 1, 7).Build().Save(folder["m"]);
        PlainSafeTensors plain = new(File.ReadAllBytes(folder["m"]));
        Assert.Equal("1", plain.Metadata("fastmf.version"));
        Assert.Equal("-0.5", plain.Metadata("fastmf.min_rating"));
        Assert.Equal("5.1", plain.Metadata("fastmf.max_rating"));
        Assert.Equal("squared", plain.Metadata("fastmf.loss"));
        Assert.Equal("l2 0.05 0.1", plain.Metadata("fastmf.penalty"));
        Assert.Equal("l2 1E-09 3", plain.Metadata("fastmf.bias_penalty"));
        Assert.Equal("0.5", plain.Metadata("fastmf.penalty_exponent"));
        Assert.Equal("mean", plain.Metadata("fastmf.reduction"));
        Assert.Equal("42", plain.Metadata("fastmf.option.seed"));
    }

    [Fact]
    public void AHeaderTellsTensorsMetadataAndWhetherTheChecksumMatches()
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(3, 2, 5, true, 0, 2, 7).Build().Save(folder["m"]);
        ModelHeader header = ModelFile.ReadHeader(folder["m"]);
        Assert.True(header.ChecksumMatches);
        Assert.Equal(new FileInfo(folder["m"]).Length, header.Bytes);
        Assert.Equal("squared", header.Metadata["fastmf.loss"]);
        Assert.Equal(
            [
                "user_factors F32 [3, 5]",
                "item_factors F32 [2, 5]",
                "padding U8 [4]",
                "user_ids I64 [3]",
                "item_ids.offsets I64 [3]",
            ],
            header.Tensors.Take(5).Select(tensor => $"{tensor.Name} {tensor.Dtype} [{string.Join(", ", tensor.Shape)}]")
        );
        byte[] file = File.ReadAllBytes(folder["m"]);
        file[^1] ^= 1;
        File.WriteAllBytes(folder["m"], file);
        Assert.False(ModelFile.ReadHeader(folder["m"]).ChecksumMatches);
    }

    [Fact]
    public void AModelWithNumbersThatAreNotFiniteIsNotSaved()
    {
        using TemporaryFolder folder = new();
        FactorModel model = new(FactorMatrix.FromValues([1f, float.NaN], 1, 2), new FactorMatrix(1, 2));
        ArgumentException e = Assert.Throws<ArgumentException>(() => model.Save(folder["m"]));
        Assert.Contains("NaN among the users' factors", e.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void ACancelledSaveLeavesTheOldFile()
    {
        using TemporaryFolder folder = new();
        FactorModel model = new ModelRecipe(3, 2, 5, true, 0, 2, 7).Build();
        model.Save(folder["m"]);
        byte[] old = File.ReadAllBytes(folder["m"]);
        FactorModel other = new ModelRecipe(4, 2, 5, true, 0, 2, 8).Build();
        Assert.Throws<OperationCanceledException>(() => other.Save(folder["m"], new CancellationToken(true)));
        Assert.Equal(old, File.ReadAllBytes(folder["m"]));
        Assert.Equal(["m"], folder.Names);
    }

    private static float[] Values(FactorMatrix factors) =>
        [.. Enumerable.Range(0, factors.Rows).SelectMany(row => factors[row].ToArray())];

    private static IEnumerable<Id> Ids(PlainSafeTensors plain, string name)
    {
        if (plain.Names.Contains(name))
            return plain.Longs(name).Select(id => new Id(id));
        long[] offsets = plain.Longs($"{name}.offsets");
        byte[] utf8 = plain.Bytes($"{name}.utf8");
        return offsets.Zip(
            offsets.Skip(1),
            (begin, end) => new Id(Encoding.UTF8.GetString(utf8[(int)begin..(int)end]))
        );
    }
}
