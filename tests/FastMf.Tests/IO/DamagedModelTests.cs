using FastMf.IO;

namespace FastMf.Tests.IO;

public class DamagedModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EveryAlteredByteIsRefused(int ids)
    {
        using TemporaryFolder folder = new();
        byte[] file = Small(folder, ids);
        string path = folder["altered"];
        for (int i = 0; i < file.Length; i++)
        {
            byte old = file[i];
            foreach (byte mask in (byte[])[0x01, 0xA0])
            {
                file[i] = (byte)(old ^ mask);
                File.WriteAllBytes(path, file);
                AssertRefused(path, $"byte {i} ^ {mask}");
            }
            file[i] = old;
        }
        File.WriteAllBytes(path, file);
        Assert.Equal(3, ModelFile.Load(path).Users.Count); // unaltered, it is accepted
    }

    [Fact]
    public void EveryShorterAndLongerFileIsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] file = Small(folder, 2);
        string path = folder["cut"];
        for (int length = 0; length < file.Length; length++)
        {
            File.WriteAllBytes(path, file[..length]);
            AssertRefused(path, $"{length} bytes");
            Assert.Throws<ModelFileException>(() => ModelFile.Open(path));
        }
        File.WriteAllBytes(path, [.. file, 0]);
        AssertRefused(path, "one byte more");
    }

    /// <summary>Headers of every wrong kind, with a part of the message that each must give.</summary>
    public static TheoryData<string, string> WrongHeaders { get; } =
        new()
        {
            { Two("[1152921504606846976,1]", "[0,4611686018427387904]"), "at least 4611686018427387904" },
            { Two("[1152921504606846976,1]", "[0,4]"), "in 4 bytes" },
            { Two("[1152921504606846976,1152921504606846976]", "[0,4]"), "fewer than 2^63 bytes" },
            { Two("[9223372036854775807,0]", "[0,0]"), "fewer than 2^63 bytes" },
            { Two("[18446744073709551616,1]", "[0,4]"), "a wrong shape" },
            { Two("[-1,1]", "[0,4]"), "a wrong shape" },
            { Two("[1.0,1]", "[0,4]"), "a wrong shape" },
            { Two("1", "[0,4]"), "a wrong shape" },
            { Two("[1,1]", "[-4,0]"), "a wrong data_offsets" },
            { Two("[1,1]", "[4,0]"), "the end not before the beginning" },
            { Two("[1,1]", "[0,4,8]"), "without its entries" },
            { Two("[1,1]", "[1,5]"), "the next tensor at byte 0" },
            { Two("[2,1]", "[0,8]"), "the next tensor at byte 8" }, // overlaps the other
            { Two("[1,1]", "[0,4]", "F33"), "a type of the safetensors format" },
            { Two("[1,1]", "[0,4]", "I32"), "expected F32" },
            { Two("[1]", "[0,4]"), "[rows, rank]" },
            { Two("[1,1]", "[0,4],\"dtype\":\"F32\""), "twice" },
            { Two("[1,1]", "[0,4],\"more\":1"), "and no more" },
            { Two("[1,1]", "[0,4]").Replace("item_factors", "user_factors", StringComparison.Ordinal), "twice" },
            {
                Two("[1,1]", "[0,4]").Replace("item_factors", "other", StringComparison.Ordinal),
                "no tensor 'item_factors'"
            },
            { Two("[1,[1]]", "[0,4]"), "no JSON of the format" },
            { Two("[1,1]", "[0,4]") + "x", "no JSON of the format" },
            { Two("[1,1]", "[0,4]")[..^1], "no JSON of the format" },
            { "[]", "beginning with '{'" },
            { " {}", "beginning with '{'" },
            { "{}", "found 8 bytes of data" },
            { """{"__metadata__":{"a":1}}""", "a text" },
            { """{"__metadata__":{"a":"1","a":"2"}}""", "twice" },
            { """{"__metadata__":{"\ud800":"1"}}""", "no JSON of the format" },
            { """{"__metadata__":{"fastmf.checksum":"12"}}""", "64 hexadecimal digits" },
            { """{"user_factors":7}""", "an object" },
            { new string('[', 5000), "beginning with '{'" },
            { """{"a":""" + new string('[', 5000), "an object" },
            { """{"a":{"shape":""" + new string('[', 5000), "no JSON of the format" },
        };

    [Theory]
    [MemberData(nameof(WrongHeaders))]
    public void AWrongHeaderIsRefusedWithoutAllocatingWhatItClaims(string json, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, PlainSafeTensors.Data(1f, 2f)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelFileException e = Assert.Throws<ModelFileException>(() => SafeTensors.ReadFactors(folder["m"]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder["m"], e.Message, StringComparison.Ordinal);
        Assert.Equal(folder["m"], e.Path);
        Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["m"]));
        Assert.Throws<ModelFileException>(() => ModelFile.Open(folder["m"]));
    }

    [Theory]
    [InlineData(0xFFFF_FFFF_FFFF_FFFF)]
    [InlineData(0x1000_0000_0000_0000)]
    [InlineData(100)]
    public void AHeaderLongerThanTheFileIsRefused(ulong claimed)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["m"], [.. BitConverter.GetBytes(claimed), .. "{}"u8]);
        Assert.Throws<ModelFileException>(() => ModelFile.Open(folder["m"]));
        ModelFileException e = Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["m"]));
        Assert.Contains($"claims {claimed} bytes in a file of 10", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHeaderAboveTheCapIsRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File("{" + new string(' ', 1 << 20) + "}", []));
        ModelFileException e = Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["m"]));
        Assert.Contains("at most 1048576", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfANewerVersionIsRefusedAndSaysSo()
    {
        using TemporaryFolder folder = new();
        string json = Two("[1,1]", "[0,4]").Insert(1, "\"__metadata__\":{\"fastmf.version\":\"2\"},");
        File.WriteAllBytes(folder["m"], PlainSafeTensors.File(json, PlainSafeTensors.Data(1f, 2f)));
        ModelFileException e = Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["m"]));
        Assert.Contains("made by a newer FastMf", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoFileAndAFolderAreNamed()
    {
        using TemporaryFolder folder = new();
        FileNotFoundException e = Assert.Throws<FileNotFoundException>(() => ModelFile.Load(folder["none"]));
        Assert.Contains(folder["none"], e.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder["d"]);
        Assert.Contains(
            folder["d"],
            Assert.Throws<ModelFileException>(() => ModelFile.Load(folder["d"])).Message,
            StringComparison.Ordinal
        );
    }

    private static void AssertRefused(string path, string what)
    {
        try
        {
            ModelFile.Load(path);
        }
        catch (ModelFileException e) when (e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            return;
        }
        Assert.Fail($"{what}: accepted");
    }

    private static byte[] Small(TemporaryFolder folder, int ids)
    {
        new ModelRecipe(3, 2, 2, true, ids, ids, 5).Build().Save(folder["m"]);
        return File.ReadAllBytes(folder["m"]);
    }

    private static string Two(string shape, string offsets, string dtype = "F32") =>
        $$$"""
            {"user_factors":{"dtype":"{{{dtype}}}","shape":{{{shape}}},"data_offsets":{{{offsets}}}},"item_factors":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}}
            """;
}
