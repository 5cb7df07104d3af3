using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.Laws;

namespace FastMf.Tests.IO;

public class MappedModelTests
{
    [Fact]
    public void WhatIsSavedIsOpenedToTheBit()
    {
        using TemporaryFolder folder = new();
        Law.Holds(
            ModelRecipe.Any,
            recipe =>
            {
                FactorModel model = recipe.Build();
                model.Save(folder["m"]);
                FactorModel opened = ModelFile.Open(folder["m"]);
                Assert.Equal(recipe.Rank % 16 == 0, opened.UserFactors.IsMapped && opened.ItemFactors.IsMapped);
                SameModel.Assert(model, opened);
                SameModel.AssertInfo(model.Info, opened.Info);
                SameAnswers(model, opened);
                opened.Verify();
                opened.Save(folder["again"]);
                Assert.Equal(File.ReadAllBytes(folder["m"]), File.ReadAllBytes(folder["again"]));
            },
            100
        );
    }

    [Theory]
    [InlineData(FactorPrecision.Single)]
    [InlineData(FactorPrecision.BFloat16)]
    [InlineData(FactorPrecision.Int8)]
    public void OpeningTakesTheSameMemoryWhateverTheSize(FactorPrecision precision)
    {
        using TemporaryFolder folder = new();
        LargeFile.Write(folder["small"], 100, 100, 16, precision: precision);
        LargeFile.Write(folder["large"], 30_000_000, 5_000_000, 64, precision: precision); // 9.3 GB of floats, nearly all a hole
        Opened(folder["small"]);
        (long small, _) = Opened(folder["small"]);
        (long large, FactorModel model) = Opened(folder["large"]);
        Assert.InRange(large, 0, small + (1 << 15)); // the count comes in steps of 8 KB
        Assert.InRange(large, 1, 1 << 17);
        Assert.Equal(0f, model.Predict(29_999_999, 4_999_999)); // the last bytes can be reached

        static (long Bytes, FactorModel Model) Opened(string path)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            FactorModel model = ModelFile.Open(path);
            return (GC.GetAllocatedBytesForCurrentThread() - before, model);
        }
    }

    [Fact]
    public void AFileMayBeReplacedWhileItIsOpen()
    {
        using TemporaryFolder folder = new();
        FactorModel first = new ModelRecipe(3, 2, 16, true, 2, 1, 7).Build();
        FactorModel second = new ModelRecipe(5, 4, 16, true, 1, 2, 8).Build();
        first.Save(folder["m"]);
        FactorModel opened = ModelFile.Open(folder["m"]);
        second.Save(folder["m"]);
        opened.Verify();
        SameModel.Assert(first, opened);
        SameModel.Assert(second, ModelFile.Open(folder["m"], verify: true));
    }

    [Fact]
    public void WhatSharesAMappingIsVerifiedToo()
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(4, 3, 16, true, 1, 1, 5).Build().Save(folder["m"]);
        byte[] file = File.ReadAllBytes(folder["m"]);
        file[^1] ^= 1; // within the last tensor, which opening does not look at
        File.WriteAllBytes(folder["m"], file);
        FactorModel opened = ModelFile.Open(folder["m"]).WithLastEvent(7);
        Assert.Throws<ModelFileException>(() => opened.Verify());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AnAlteredFileIsRefusedOrAnswersAndNothingWorse(int ids)
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(4, 3, 16, true, ids, ids, 5).Build().Save(folder["m"]);
        byte[] file = File.ReadAllBytes(folder["m"]);
        int refused = 0;
        for (int i = 0; i < file.Length; i++)
        {
            byte old = file[i];
            file[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(folder["m"], file);
            refused += IsRefused(folder["m"]) ? 1 : 0;
            Assert.Throws<ModelFileException>(() => ModelFile.Verify(folder["m"]));
            Assert.Throws<ModelFileException>(() => ModelFile.Open(folder["m"], verify: true));
            file[i] = old;
        }
        Assert.InRange(refused, 100, file.Length - 100); // some of each
    }

    [Fact]
    public void TextsOutsideOfTheFileAreNotRead()
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(4, 3, 16, true, 2, 2, 5).Build().Save(folder["m"]);
        byte[] file = File.ReadAllBytes(folder["m"]);
        PlainSafeTensors plain = new(file);
        int second = 8 + plain.HeaderLength + (int)plain.Offsets("user_ids.offsets").Begin + 8;
        foreach (long nonsense in (long[])[-1, long.MinValue, 1L << 40, long.MaxValue])
        {
            BitConverter.GetBytes(nonsense).CopyTo(file, second);
            File.WriteAllBytes(folder["m"], file);
            FactorModel model = ModelFile.Open(folder["m"]);
            Assert.Contains(
                folder["m"],
                Assert.Throws<InvalidDataException>(() => model.Users[0]).Message,
                StringComparison.Ordinal
            );
            Assert.Throws<InvalidDataException>(() => model.Users.MapTo(model.Items));
        }
    }

    [Fact]
    public void FilesWhoseTensorsAreNotAlignedAreCopied()
    {
        using TemporaryFolder folder = new();
        FactorModel model = new ModelRecipe(3, 2, 16, true, 1, 2, 7).Build();
        model.Save(folder["m"]);
        byte[] file = File.ReadAllBytes(folder["m"]);
        int header = BitConverter.ToInt32(file) + 1; // one blank more
        byte[] shifted =
        [
            .. BitConverter.GetBytes((long)header),
            .. file[8..(7 + header)],
            (byte)' ',
            .. file[(7 + header)..],
        ];
        File.WriteAllBytes(folder["m"], PlainSafeTensors.Sign(shifted));
        FactorModel opened = ModelFile.Open(folder["m"], verify: true);
        Assert.False(opened.UserFactors.IsMapped);
        SameModel.Assert(model, opened);
    }

    private static void SameAnswers(FactorModel expected, FactorModel actual)
    {
        Scored[] best = new Scored[3];
        Scored[] others = new Scored[3];
        for (int user = -1; user < expected.Users.Count; user++)
        {
            int count = expected.Recommend(user, best);
            Assert.Equal(count, actual.Recommend(user, others));
            Assert.Equal(best.Take(count), others.Take(count));
        }
        for (int item = 0; item < expected.Items.Count; item++)
        {
            Assert.True(actual.Items.TryGetRow(expected.Items[item], out int row));
            Assert.Equal(item, row);
            Assert.Equal(expected.SimilarItems(item, best), actual.SimilarItems(item, others));
            Assert.Equal(expected.ItemFactors[item], actual.ItemFactors[item]);
        }
    }

    /// <summary>Uses all of a model that was opened without being verified.</summary>
    private static bool IsRefused(string path)
    {
        try
        {
            FactorModel model = ModelFile.Open(path);
            model.Recommend(0, new Scored[2]);
            model.RecommendAll((_, _) => { }, new() { Threads = 1 });
            model.SimilarUsers(0, new Scored[2]);
            for (int row = 0; row < model.Users.Count; row++)
                model.Users.TryGetRow(model.Users[row], out _);
            model.Items.MapTo(model.Users);
            return false;
        }
        catch (Exception e) when (e is ModelFileException or InvalidDataException)
        {
            return true;
        }
    }
}
