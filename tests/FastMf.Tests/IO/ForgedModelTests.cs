using System.Text;
using FastMf.IO;
using FastMf.Tests.Golden;

namespace FastMf.Tests.IO;

/// <summary>Files whose checksum is right and whose content is not; and files with more than this version knows.</summary>
public class ForgedModelTests
{
    /// <summary>A tensor of the golden file, what is written at an offset in it, and what the error must say.</summary>
    public static TheoryData<string, int, byte[], string> Contents { get; } =
        new()
        {
            { "user_factors", 16, PlainSafeTensors.Data(float.NaN), "NaN in 'user_factors' at row 1" },
            { "item_bias", 4, PlainSafeTensors.Data(float.PositiveInfinity), "Infinity in 'item_bias' at row 1" },
            { "user_ids", 0, BitConverter.GetBytes(42L), "42 and then 42 in 'user_ids' at row 1" },
            { "user_ids", 0, BitConverter.GetBytes(43L), "43 and then 42 in 'user_ids' at row 1" },
            { "item_ids.offsets", 0, BitConverter.GetBytes(1L), "'item_ids.offsets' from 1 to 12" },
            { "item_ids.offsets", 24, BitConverter.GetBytes(11L), "'item_ids.offsets' from 0 to 11" },
            { "item_ids.offsets", 8, BitConverter.GetBytes(-3L), "0 and then -3 in 'item_ids.offsets' at row 0" },
            { "item_ids.offsets", 8, BitConverter.GetBytes(1L << 60), "0 and then 1152921504606846976" },
            { "item_ids.offsets", 16, BitConverter.GetBytes(2L), "3 and then 2 in 'item_ids.offsets' at row 1" },
            { "item_ids.offsets", 16, BitConverter.GetBytes(7L), "at row 1 that are no UTF-8" }, // within the umlaut
            { "item_ids.utf8", 1, [0xFF], "at row 0 that are no UTF-8" },
            { "item_ids.utf8", 0, "u"u8.ToArray(), "at row 1 that is not above the one before" },
            { "item_ids.utf8", 3, "007"u8.ToArray(), "at row 1 that is not above the one before" },
        };

    [Theory]
    [MemberData(nameof(Contents))]
    public void WrongContentIsRefusedThoughTheChecksumFits(string tensor, int at, byte[] bytes, string message)
    {
        byte[] file = File.ReadAllBytes(GoldenModelTests.Version1);
        PlainSafeTensors plain = new(file);
        bytes.CopyTo(file, 8 + plain.HeaderLength + (int)plain.Offsets(tensor).Begin + at);
        AssertRefused(file, message);
    }

    /// <summary>What is replaced in the golden file's header by as many characters, and what the error must say.</summary>
    public static TheoryData<string, string, string> Headers { get; } =
        new()
        {
            { "\"fastmf.mean\":\"3.54\"", "\"fastmf.mean\":\"1e99\"", "fastmf.mean: '1e99' is no finite number" },
            { "\"fastmf.mean\"", "\"fastmf.maen\"", "no fastmf.mean" },
            { "\"squared\"", "\"sqaured\"", "fastmf.loss: 'sqaured' is no loss" },
            { "l2 0.05 0.1", "l2 -.05 0.1", "fastmf.penalty: 'l2 -.05 0.1' is no penalty" },
            { "l2 0.02 0.03", "l9 0.02 0.03", "fastmf.bias_penalty: 'l9 0.02 0.03' is no penalty" },
            { "reduction\":\"mean", "reduction\":\"meen", "fastmf.reduction: 'meen' is neither sum nor mean" },
            { "exponent\":\"0.5", "exponent\":\"1.5", "fastmf.penalty_exponent: '1.5' is not in 0 to 1" },
            { "exponent\":\"0.5", "exponent\":\"-.5", "fastmf.penalty_exponent: '-.5' is not in 0 to 1" },
            { "max_rating\":\"5", "max_rating\":\"0", "ratings from 0.5 to 0; expected a range" },
            { "fastmf.version\":\"1", "fastmf.version\":\"2", "made by a newer FastMf" },
            { "fastmf.version\":\"1", "fastmf.version\":\"0", "fastmf.version '0'" },
            { "fastmf.version", "fastmf.versiom", "no fastmf.version" },
            { "user_ids", "user_idz", "too few or too many" },
            { "item_ids.utf8", "item_ids.utf9", "too few or too many" },
            { "item_ids.offsets", "item_ids.offsetz", "too few or too many" },
            { "[2,3]", "[3,2]", "'user_bias' F32 [2]; expected F32 [3]" },
        };

    [Theory]
    [MemberData(nameof(Headers))]
    public void AWrongHeaderIsRefusedThoughTheChecksumFits(string old, string changed, string message) =>
        AssertRefused(Replaced(old, changed), message);

    [Theory]
    [InlineData("padding", "surplus")]
    [InlineData("fastmf.option.rank", "fastmf.knows.more")]
    public void WhatIsNotKnownIsPassedOver(string old, string changed)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["m"], PlainSafeTensors.Sign(Replaced(old, changed)));
        SameModel.Assert(GoldenModel.Build(), ModelFile.Load(folder["m"]));
    }

    private static void AssertRefused(byte[] file, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["m"], PlainSafeTensors.Sign(file));
        Assert.True(ModelFile.ReadHeader(folder["m"]).ChecksumMatches); // so it is not the checksum that refuses it
        ModelFileException e = Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["m"]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder["m"], e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, Assert.Throws<ModelFileException>(() => ModelFile.Verify(folder["m"])).Message);
    }

    private static byte[] Replaced(string old, string changed)
    {
        byte[] file = File.ReadAllBytes(GoldenModelTests.Version1);
        int at = file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0 && old.Length >= changed.Length, $"'{old}' is replaced by '{changed}'");
        Encoding.UTF8.GetBytes(changed).CopyTo(file, at);
        return file;
    }
}
