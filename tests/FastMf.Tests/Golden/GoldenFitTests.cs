using System.Security.Cryptography;
using FastMf.Data;
using FastMf.IO;
using FastMf.Optimizers;
using FastMf.Penalties;
using FastMf.Tests.Contracts;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Golden;

/// <summary>
/// Model files of whole fits as literals: run with FASTMF_SIMD or DOTNET_PreferredVectorBitWidth set, these prove the same
/// bytes at that width, and on another machine, the same bytes there.
/// </summary>
[Trait("Category", "Bits")]
public sealed class GoldenFitTests
{
    private static readonly SgdOptions Common = new()
    {
        Rank = 24,
        Epochs = 6,
        InitScale = 0.1f,
        LearningRate = 0.75f,
        Penalty = Penalty.L2(0.1f, 0.2f),
        BiasPenalty = new L2Penalty(0.01f, 0.02f),
        Threads = 2,
    };

    private static Penalty Net => Penalty.L2(0.1f, 0.2f) + Penalty.L1(0.01f, 0.02f);

    public static TheoryData<string, SgdOptions, string> Fits =>
        new()
        {
            { "defaults", Common, "6cf130c58bb545df" },
            { "exponent", Common with { PenaltyExponent = 0.3f }, "74ed8643e9e916f8" },
            { "constant", Common with { Schedule = SgdSchedule.Constant, LearningRate = 0.01f }, "5d1f4505180c8936" },
            {
                "bold",
                Common with
                {
                    Schedule = SgdSchedule.BoldDriver,
                    LearningRate = 0.01f,
                    Bias = false,
                },
                "a0f27160097083bd"
            },
            { "nonnegative", Common with { NonNegative = true }, "622e89ad18ef1d1e" },
            { "l1", Common with { Penalty = Net }, "12cba8f33b862f9c" },
        };

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_model_file_is_the_same_byte_for_byte(string name, SgdOptions options, string sha256) =>
        AssertFile(name, new SgdTrainer(options), sha256);

    [Theory]
    [InlineData("als", true, false, "b4641936f910d4d9")]
    [InlineData("als-nonnegative", true, true, "f58def75bd7a2d37")]
    [InlineData("als-l1", true, false, "e0b227d61ac49fa0")]
    [InlineData("als-plain", false, false, "5b9c54ba6a86296a")]
    public void So_is_that_of_alternating_least_squares(string name, bool bias, bool nonNegative, string sha256)
    {
        AlsOptions options = new()
        {
            Rank = 24,
            Epochs = 6,
            InitScale = 0.1f,
            Penalty = name == "als-l1" ? Net : Penalty.L2(0.1f, 0.2f),
            BiasPenalty = new L2Penalty(0.01f, 0.02f),
            PenaltyExponent = 0.3f,
            Bias = bias,
            NonNegative = nonNegative,
            Threads = 2,
        };
        AssertFile(name, new AlsTrainer(options), sha256);
    }

    [Theory]
    [InlineData("gradient-l1", "95e3d8fd3351c75b")]
    [InlineData("gradient-frobenius", "69f8947256bee571")]
    public void So_is_that_of_gradients(string name, string sha256)
    {
        bool l1 = name == "gradient-l1";
        GradientOptions options = new()
        {
            Rank = 24,
            Epochs = 6,
            LearningRate = 0.05f,
            Penalty = l1 ? Net : Net.Parts[0] + Penalty.Frobenius(3f, 2f),
            Optimizer = l1 ? new AdaGrad() : new Adam(),
            BatchSize = 1000,
            Threads = 2,
        };
        AssertFile(name, new GradientTrainer(options), sha256);
    }

    private static void AssertFile(string name, Trainer trainer, string sha256)
    {
        Ratings ratings = Boards.Planted(users: 200, items: 150, count: 6_000);
        using TemporaryFolder folder = new();
        string path = folder[name];
        trainer.Fit(ratings).Model.Save(path);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..16]);
    }
}
