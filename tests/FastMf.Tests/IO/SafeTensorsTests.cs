using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Trainers;

namespace FastMf.Tests.IO;

public class SafeTensorsTests
{
    [Theory]
    [InlineData("F32", 4)]
    [InlineData("F64", 8)]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    public void FactorsOfEveryFloatTypeAreRead(string dtype, int size)
    {
        using TemporaryFolder folder = new();
        float[] values = [1f, -0.5f, 2f, 0f, 1.5f, -3f]; // exact in every type
        string json =
            $"{{\"user_factors\":{{\"dtype\":\"{dtype}\",\"shape\":[1,2],\"data_offsets\":[0,{2 * size}]}},"
            + $"\"item_factors\":{{\"shape\":[2,2],\"data_offsets\":[{2 * size},{6 * size}],\"dtype\":\"{dtype}\"}}}}  ";
        byte[] data = [.. values.SelectMany(value => Bytes(value, dtype))];
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, data));
        FactorModel model = SafeTensors.ReadFactors(folder["m"]);
        Assert.Equal([1f, -0.5f], model.UserFactors[0].ToArray());
        Assert.Equal([2f, 0f], model.ItemFactors[0].ToArray());
        Assert.Equal([1.5f, -3f], model.ItemFactors[1].ToArray());
        Assert.Equal([new Id(0), new Id(1)], [model.Items[0], model.Items[1]]);
        Assert.Equal(0f, model.Info.Mean);
        Assert.True(model.UserBias.IsEmpty);
        Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["m"]));
    }

    [Fact]
    public void OtherTensorsInAnyOrderBiasesAndMeanAreTaken()
    {
        using TemporaryFolder folder = new();
        string json = """
            {"zero":{"dtype":"I32","shape":[0],"data_offsets":[0,0]},"scalar":{"dtype":"F32","shape":[],"data_offsets":[16,20]},"item_bias":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"item_factors":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]},"user_factors":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"__metadata__":{"fastmf.mean":"3.5","format":"pt"}}
            """;
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, PlainSafeTensors.Data(1f, 2f, 3f, 4f, 5f)));
        FactorModel model = SafeTensors.ReadFactors(folder["m"]);
        Assert.Equal([2f], model.UserFactors[1].ToArray());
        Assert.Equal([3f], model.ItemFactors[0].ToArray());
        Assert.Equal([4f], model.ItemBias.ToArray());
        Assert.Equal(3.5f, model.Info.Mean);
        Assert.Null(ModelFile.ReadHeader(folder["m"]).ChecksumMatches);
    }

    [Fact]
    public void AWarmStartFromBareFactorsTakesTheMeanOfItsRatings()
    {
        using TemporaryFolder folder = new();
        string json = """
            {"user_factors":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"item_factors":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}
            """;
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, PlainSafeTensors.Data(1f, 2f, 3f)));
        Ratings ratings = Ratings.FromRows(2, 1, [0, 1], [0, 0], [4f, 5f]);
        SgdTrainer trainer = new(new() { Rank = 1, Epochs = 0 });
        FactorModel model = trainer.Fit(ratings, null, SafeTensors.ReadFactors(folder["m"])).Model;
        Assert.Equal(4.5f, model.Info.Mean);
        Assert.Equal(4.5f + 2f * 3f, model.Predict(1, 0));
    }

    [Fact]
    public void AChecksumThatIsThereMustMatch()
    {
        using TemporaryFolder folder = new();
        new ModelRecipe(3, 2, 5, true, 1, 2, 3).Build().Save(folder["m"]);
        byte[] file = File.ReadAllBytes(folder["m"]);
        file[(int)(8 + BitConverter.ToInt64(file))] ^= 1; // the first factor
        File.WriteAllBytes(folder["m"], file);
        ModelFileException e = Assert.Throws<ModelFileException>(() => SafeTensors.ReadFactors(folder["m"]));
        Assert.Contains("do not fit its checksum", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANumberTooLargeForAFloatIsRefused()
    {
        using TemporaryFolder folder = new();
        string json = """
            {"user_factors":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},"item_factors":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]}}
            """;
        byte[] data = [.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(1e300)];
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, data));
        ModelFileException e = Assert.Throws<ModelFileException>(() => SafeTensors.ReadFactors(folder["m"]));
        Assert.Contains("Infinity in 'item_factors' at row 0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UsersAndItemsOfDifferentRankAreRefused()
    {
        using TemporaryFolder folder = new();
        string json = """
            {"user_factors":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"item_factors":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}
            """;
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, new byte[16]));
        ModelFileException e = Assert.Throws<ModelFileException>(() => SafeTensors.ReadFactors(folder["m"]));
        Assert.Contains("users of rank 2 and items of rank 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMatrixOfManyBlocksIsReadWhole()
    {
        using TemporaryFolder folder = new();
        const int rows = 3001;
        const int rank = 129;
        float[] values = [.. Enumerable.Range(0, rows * rank).Select(i => (float)i)];
        FactorModel model = new(
            FactorMatrix.FromValues(values, rows, rank),
            FactorMatrix.FromValues(values, rows, rank)
        );
        model.Save(folder["m"]);
        SameModel.Assert(model, ModelFile.Load(folder["m"]));
    }

    private static byte[] Bytes(float value, string dtype) =>
        dtype switch
        {
            "F64" => BitConverter.GetBytes((double)value),
            "F16" => BitConverter.GetBytes((Half)value),
            "BF16" => BitConverter.GetBytes(value)[2..],
            _ => BitConverter.GetBytes(value),
        };
}
