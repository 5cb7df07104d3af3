using FastMf.Data;
using FastMf.IO;
using FastMf.Models;
using FastMf.Tests.Laws;

namespace FastMf.Tests.IO;

public class LibmfTextTests
{
    /// <summary>The example of LIBMF's own manual, with the loss in front as its later versions write it.</summary>
    private const string Manual = """
        f 0
        m 3
        n 2
        k 3
        b 0.5
        p0 T 1 3 5
        p1 F 0 0 0
        p2 T 2 4 6
        q0 T -1 -3 -5
        q1 T -2 -4 -6

        """;

    [Theory]
    [InlineData(Manual)]
    [InlineData("m 3\nn 2\nk 3\nb 0.5\np0 T 1 3 5 \np1 F 0 0 0 \np2 T 2 4 6 \nq0 T -1 -3 -5 \nq1 T -2 -4 -6")]
    public void TheExampleOfItsManualIsRead(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["m"], text);
        FactorModel model = LibmfText.Read(folder["m"]);
        Assert.Equal(3, model.Rank);
        Assert.Equal([new Id(0), new Id(2)], [model.Users[0], model.Users[1]]);
        Assert.Equal(2, model.Users.Count);
        Assert.Equal([2f, 4f, 6f], model.UserFactors[1].ToArray());
        Assert.Equal([-1f, -3f, -5f], model.ItemFactors[0].ToArray());
        Assert.Equal(-44f, model.Predict(new Id(2), new Id(0)).Value); // p2 . q0, without b, as LIBMF predicts
        Assert.False(model.Predict(new Id(1), new Id(0)).UserKnown);
        Assert.True(model.UserBias.IsEmpty);
    }

    [Fact]
    public void WhatWasReadIsWrittenBackCharacterByCharacter()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["m"], Manual);
        LibmfText.Write(LibmfText.Read(folder["m"]), folder["again"]);
        Assert.Equal(Manual, File.ReadAllText(folder["again"]));
    }

    [Fact]
    public void EveryModelComesBackToTheBit()
    {
        using TemporaryFolder folder = new();
        Law.Holds(
            ModelRecipe.Any,
            recipe =>
            {
                FactorModel model = (recipe with { UserIds = 0, ItemIds = 0, Users = recipe.Users + 1 }).Build();
                LibmfText.Write(model, folder["m"]);
                FactorModel read = LibmfText.Read(folder["m"]);
                SameModel.Assert(model, read);
                Assert.Equal(model.Info.Mean, read.Info.Mean);
                Assert.Equal(["m"], folder.Names);
            },
            50
        );
    }

    [Fact]
    public void MeanAndBiasesAreColumnsWhoseProductIsThePrediction()
    {
        using TemporaryFolder folder = new();
        FactorModel model = new(
            FactorMatrix.FromValues([0.5f, -1f], 2, 1),
            FactorMatrix.FromValues([2f], 1, 1),
            new ModelInfo { Mean = 3.5f },
            userBias: [0.25f, -0.125f],
            itemBias: [0.0625f]
        );
        LibmfText.Write(model, folder["m"]);
        string expected = """
            f 0
            m 2
            n 1
            k 4
            b 3.5
            p0 T 0.5 3.5 0.25 1
            p1 T -1 3.5 -0.125 1
            q0 T 2 1 1 0.0625

            """;
        Assert.Equal(expected, File.ReadAllText(folder["m"]));
        Assert.Equal(0.5f * 2f + 3.5f + 0.25f + 0.0625f, model.Predict(0, 0));
    }

    [Fact]
    public void IdsAreRowNumbersAndGapsAreRowsWithoutRatings()
    {
        using TemporaryFolder folder = new();
        FactorModel model = new(
            FactorMatrix.FromValues([1f, 2f], 2, 1),
            FactorMatrix.FromValues([3f], 1, 1),
            users: IdMap.From([new Id(1), new Id(3)]),
            items: IdMap.From([new Id(2)])
        );
        LibmfText.Write(model, folder["m"]);
        Assert.Equal(
            "f 0\nm 4\nn 3\nk 1\nb 0\np0 F 0\np1 T 1\np2 F 0\np3 T 2\nq0 F 0\nq1 F 0\nq2 T 3\n",
            File.ReadAllText(folder["m"])
        );
        SameModel.Assert(model, LibmfText.Read(folder["m"]));
    }

    [Theory]
    [InlineData("x", "the user id 'x' is a text")]
    [InlineData("-1", "user ids are -1 to -1")]
    [InlineData("2147483647", "user ids are 2147483647")]
    public void IdsThatAreNoRowNumbersAreRefused(string id, string message)
    {
        using TemporaryFolder folder = new();
        FactorModel model = new(new FactorMatrix(1, 1), new FactorMatrix(1, 1), users: IdMap.From([new Id(id)]));
        ArgumentException e = Assert.Throws<ArgumentException>(() => LibmfText.Write(model, folder["m"]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    public static TheoryData<string, string, string> Wrong { get; } =
        new()
        {
            { "f 0", "", "found nothing in line 1; expected 'm'" },
            { "f 0", "f 10", "LIBMF's loss 10" },
            { "m 3", "n 3", "found 'n' in line 2; expected 'm'" },
            { "m 3", "m -3", "found '-3' in line 2" },
            { "m 3", "m 9999999999", "found '9999999999' in line 2" },
            { "m 3", "m 2147483647", "the file is cut off or its head is wrong" },
            { "k 3", "k 65537", "an integer of 1 to 65536" },
            { "k 3", "k 0", "an integer of 1 to 65536" },
            { "k 3", "k 3 3", "found '3' in line 4; expected the end of the line" },
            { "b 0.5", "b nan", "found 'nan' in line 5" },
            { "p1 F", "p2 F", "found 'p2' in line 7; expected 'p1'" },
            { "p1 F", "p1 X", "found 'X' in line 7" },
            { "T 1 3 5", "T 1 3", "found '' in line 6; expected factor 3 of 3 of p0: a finite number" },
            { "T 1 3 5", "T 1 3 5 7", "found '7' in line 6; expected the end of the line" },
            { "T 1 3 5", "T 1 inf 5", "found 'inf' in line 6" },
            { "T 1 3 5", "T 1 3 1e99", "found '1e99' in line 6" },
            {
                "T 1 3 5",
                "T 1 " + "000000000000000000000000000000000000000000000000000000000000000000000 5",
                "at most 64 characters"
            },
            { "q1 T -2 -4 -6", "", "found nothing in line 10; expected 'q1'" },
            { "q1 T -2 -4 -6", "q1 T -2 -4 -6\nq2 T 1 1 1", "found 'q2' in line 11; expected the end of the line" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AWrongFileIsRefusedWithItsLine(string old, string changed, string message)
    {
        using TemporaryFolder folder = new();
        Assert.Contains(old, Manual, StringComparison.Ordinal);
        File.WriteAllText(folder["m"], Manual.Replace(old, changed, StringComparison.Ordinal));
        ModelFileException e = Assert.Throws<ModelFileException>(() => LibmfText.Read(folder["m"]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder["m"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryShorterFileIsRefused()
    {
        using TemporaryFolder folder = new();
        string whole = Manual.TrimEnd();
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllText(folder["m"], whole[..length]);
            Assert.Throws<ModelFileException>(() => LibmfText.Read(folder["m"]));
        }
        File.WriteAllText(folder["m"], whole);
        Assert.Equal(2, LibmfText.Read(folder["m"]).Items.Count);
    }
}
