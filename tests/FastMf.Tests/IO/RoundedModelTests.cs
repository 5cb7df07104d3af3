using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Retrieval;
using FastMf.Tests.Laws;
using FastMf.Trainers;
using FsCheck;
using FsCheck.Fluent;

namespace FastMf.Tests.IO;

/// <summary>Models with 2 bytes or 1 a factor: the same numbers in memory, in the file and for any other reader.</summary>
public sealed class RoundedModelTests : IDisposable
{
    private static readonly Arbitrary<(ModelRecipe Recipe, FactorPrecision Precision)> s_models = Arb.From(
        from recipe in ModelRecipe.Any.Generator
        from precision in Gen.Elements(FactorPrecision.BFloat16, FactorPrecision.Int8)
        select (recipe, precision)
    );

    private readonly TemporaryFolder _folder = new();
    private string Path => _folder["m"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsReadIsWhatWasWritten() =>
        Law.Holds(
            s_models,
            given =>
            {
                FactorModel rounded = given.Recipe.Build().Rounded(given.Precision);
                rounded.Save(Path);
                byte[] file = File.ReadAllBytes(Path);
                foreach (FactorModel read in (FactorModel[])[ModelFile.Load(Path), ModelFile.Open(Path, verify: true)])
                {
                    SameModel.Assert(rounded, read);
                    SameModel.AssertInfo(rounded.Info, read.Info);
                    Assert.Equal(given.Precision, read.Info.Precision);
                    read.Save(_folder["again"]);
                    Assert.Equal(file, File.ReadAllBytes(_folder["again"]));
                }
                SameModel.Assert(rounded, SafeTensors.ReadFactors(Path)); // for a warm start
            },
            100
        );

    [Fact]
    public void AnyReaderFindsTheNumbers()
    {
        FactorModel model = new ModelRecipe(5, 3, 17, true, 1, 2, 8).Build();
        FactorModel halves = model.Rounded(FactorPrecision.BFloat16);
        halves.Save(Path);
        PlainSafeTensors plain = new(File.ReadAllBytes(Path));
        Assert.Equal("BF16 [5,17]", plain.Describe("user_factors"));
        Assert.Equal("bf16", plain.Metadata("fastmf.factors"));
        byte[] bytes = plain.Bytes("item_factors");
        for (int k = 0; k < 3 * 17; k++)
            Assert.Equal(
                halves.ItemFactors[k / 17][k % 17],
                BitConverter.Int32BitsToSingle(BitConverter.ToInt16(bytes, 2 * k) << 16)
            );

        FactorModel codes = model.Rounded(FactorPrecision.Int8);
        codes.Save(Path);
        plain = new(File.ReadAllBytes(Path));
        Assert.Equal("I8 [3,17]", plain.Describe("item_factors"));
        Assert.Equal("F32 [3]", plain.Describe("item_factors.scale"));
        Assert.Equal("int8", plain.Metadata("fastmf.factors"));
        Assert.Equal(0, plain.Offsets("user_ids").Begin % 8);
        float[] scales = plain.Floats("item_factors.scale");
        bytes = plain.Bytes("item_factors");
        for (int k = 0; k < 3 * 17; k++)
            Assert.Equal(codes.ItemFactors[k / 17][k % 17], scales[k / 17] * (sbyte)bytes[k]);
    }

    [Fact]
    public void AFileTakesHalfOrAQuarter()
    {
        FactorModel model = new ModelRecipe(700, 300, 64, true, 0, 0, 8).Build();
        long[] bytes =
        [
            .. Enum.GetValues<FactorPrecision>()
                .Select(precision =>
                {
                    model.Rounded(precision).Save(Path);
                    return new FileInfo(Path).Length;
                }),
        ];
        Assert.Equal(bytes[0] - (1000 * 64 * 2), bytes[1], 200.0);
        Assert.Equal(bytes[0] - (1000 * 64 * 3) + (1000 * 4), bytes[2], 400.0);
        model.Rounded(FactorPrecision.Single).Save(Path);
        model.Save(_folder["plain"]);
        Assert.Equal(File.ReadAllBytes(_folder["plain"]), File.ReadAllBytes(Path));
    }

    [Fact]
    public void AnIndexGoesWithIt()
    {
        FactorModel rounded = new ModelRecipe(5, 70, 32, true, 1, 2, 9).Build().Rounded(FactorPrecision.Int8);
        for (int row = 0; row < 70; row++)
            rounded.ItemFactors.Row(row).Clear(); // no huge numbers, which cannot be indexed
        Retriever.Build(rounded).Save(Path);
        FactorModel read = ModelFile.Open(Path, verify: true);
        SameModel.Assert(rounded, read);
        Assert.NotNull(read.StoredRetriever());
    }

    [Fact]
    public void WhatIsTrainedOrSolvedFromItIsNotRounded()
    {
        Ratings ratings = SyntheticRatings
            .Generate(
                new()
                {
                    Users = 30,
                    Items = 20,
                    Ratings = 150,
                    Rank = 2,
                }
            )
            .Ratings;
        FactorModel model = new AlsTrainer(new() { Rank = 4, Epochs = 2 }).Fit(ratings).Model;
        FactorModel rounded = model.Rounded(FactorPrecision.BFloat16);
        Assert.Equal(FactorPrecision.Single, rounded.PartialFit(ratings).Info.Precision);
        Assert.Equal(FactorPrecision.Single, rounded.FoldInUsers(ratings).Info.Precision);
        AlsTrainer trainer = new(new() { Rank = 4, Epochs = 1 });
        Assert.Equal(FactorPrecision.Single, trainer.Fit(ratings, null, rounded).Model.Info.Precision);
        Assert.Equal(FactorPrecision.BFloat16, rounded.WithLastEvent(4).Info.Precision);
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        FactorModel model = new ModelRecipe(2, 3, 2, true, 0, 0, 8).Build();
        FactorModel liar = new(
            model.UserFactors,
            model.ItemFactors,
            model.Info with
            {
                Precision = (FactorPrecision)1,
            }
        );
        Assert.Contains("not rounded", Assert.Throws<ArgumentException>(() => liar.Save(Path)).Message, default);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Rounded((FactorPrecision)3));
        FactorModel large = new(FactorMatrix.FromValues([float.MaxValue], 1, 1), new FactorMatrix(1, 1));
        Assert.Throws<InvalidOperationException>(() => large.Rounded(FactorPrecision.BFloat16));
        Assert.Throws<InvalidOperationException>(() => large.Rounded(FactorPrecision.Int8));
        large.Rounded(FactorPrecision.Single).Save(Path);
    }

    [Theory]
    [InlineData("fastmf.factors\":\"int8", "fastmf.factors\":\"int7", "'int7' is none of f32, bf16 and int8")]
    [InlineData("fastmf.factors\":\"int8", "fastmf.factors\":\"bf16", "expected BF16")]
    [InlineData("fastmf.factors", "fastmf.factor_", "expected F32")]
    [InlineData("item_factors.scale", "item_factors.skale", "'item_factors.scale' F32 [3]")]
    [InlineData("user_factors.scale\":{\"dtype\":\"F32", "user_factors.scale\":{\"dtype\":\"I32", "F32")]
    public void AWrongHeaderIsRefused(string old, string changed, string message)
    {
        new ModelRecipe(5, 3, 16, true, 1, 2, 8).Build().Rounded(FactorPrecision.Int8).Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        int at = file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0 && old.Length == changed.Length, old);
        System.Text.Encoding.UTF8.GetBytes(changed).CopyTo(file, at);
        File.WriteAllBytes(Path, PlainSafeTensors.Sign(file));
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => ModelFile.Load(Path)).Message, default);
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => ModelFile.Open(Path)).Message, default);
    }

    [Fact]
    public void AScaleThatIsNoNumberIsRefused()
    {
        new ModelRecipe(5, 3, 16, true, 1, 2, 8).Build().Rounded(FactorPrecision.Int8).Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        PlainSafeTensors plain = new(file);
        int at = 8 + plain.HeaderLength + (int)plain.Offsets("item_factors.scale").Begin;
        PlainSafeTensors.Data(float.PositiveInfinity).CopyTo(file, at);
        File.WriteAllBytes(Path, PlainSafeTensors.Sign(file));
        Assert.Contains(
            "'item_factors'",
            Assert.Throws<ModelFileException>(() => ModelFile.Load(Path)).Message,
            default
        );
        Assert.Throws<ModelFileException>(() => ModelFile.Open(Path, verify: true));
    }
}
