using System.Text;
using FastMf.Data;
using FastMf.IO;
using FastMf.Tests.Contracts;
using FastMf.Tests.IO;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Training;

/// <summary>A checkpoint from elsewhere is not trusted.</summary>
public sealed class DamagedCheckpointTests
{
    private static readonly Ratings Some = Boards.Planted(users: 6, items: 5, count: 20);

    [Fact]
    public void Every_altered_byte_is_refused()
    {
        using CheckpointFolder folder = new();
        byte[] file = Write(folder);
        for (int i = 0; i < file.Length; i++)
        {
            byte old = file[i];
            file[i] ^= 0x11;
            File.WriteAllBytes(folder.File, file);
            AssertRefused(folder, $"byte {i}");
            file[i] = old;
        }
        File.WriteAllBytes(folder.File, file);
        Assert.Equal(3, Resume(folder).ResumedAfter); // unaltered, it is accepted
    }

    [Fact]
    public void Every_shorter_and_longer_file_is_refused()
    {
        using CheckpointFolder folder = new();
        byte[] file = Write(folder);
        for (int length = 0; length < file.Length; length++)
        {
            File.WriteAllBytes(folder.File, file[..length]);
            AssertRefused(folder, $"{length} bytes");
        }
        File.WriteAllBytes(folder.File, [.. file, 0]);
        AssertRefused(folder, "one byte more");
    }

    /// <summary>Words of the header, what stands there instead, and what the message must say; the checksum is right.</summary>
    public static TheoryData<string, string, string> Headers { get; } =
        new()
        {
            { "checkpoint.version\":\"1", "checkpoint.version\":\"2", "a checkpoint of version '2'" },
            { "checkpoint.version", "checkpoint.versiom", "no fastmf.checkpoint.version" },
            { "checkpoint.epoch\":\"3", "checkpoint.epoch\":\"0", "epoch '0'" },
            { "checkpoint.epoch\":\"3", "checkpoint.epoch\":\"4", "reports out of order" },
            { "checkpoint.epoch\":\"3", "checkpoint.epoch\":\"2", "'history' F64 [4, 12]; expected F64 [3, 12]" },
            { "\"history", "\"histori", "no tensor 'history'" },
            { "state.steps", "state.stepz", "no tensor 'state.steps'" },
            { "best.item_bias", "best.item_biaz", "no tensor 'best.item_bias'" },
            { "[4,12]", "[12,4]", "'history' F64 [12, 4]" },
            {
                "\"best.user_factors\":{\"dtype\":\"F32\"",
                "\"best.user_factors\":{\"dtype\":\"I32\"",
                "'best.user_factors' I32"
            },
        };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_wrong_header_is_refused_though_the_checksum_fits(string old, string changed, string message)
    {
        using CheckpointFolder folder = new();
        byte[] file = Write(folder);
        int at = file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0 && old.Length == changed.Length, old);
        Encoding.UTF8.GetBytes(changed).CopyTo(file, at);
        File.WriteAllBytes(folder.File, PlainSafeTensors.Sign(file));
        Assert.Contains(message, AssertRefused(folder, old).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user_factors")]
    [InlineData("item_bias")]
    [InlineData("best.item_factors")]
    [InlineData("state.user_accumulators")]
    public void Numbers_that_are_not_finite_are_refused(string tensor)
    {
        using CheckpointFolder folder = new();
        byte[] file = Write(folder);
        PlainSafeTensors plain = new(file);
        PlainSafeTensors.Data(float.NaN).CopyTo(file, 8 + plain.HeaderLength + (int)plain.Offsets(tensor).Begin);
        File.WriteAllBytes(folder.File, PlainSafeTensors.Sign(file));
        Assert.Contains($"NaN in '{tensor}'", AssertRefused(folder, tensor).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_and_numbers_are_verified_at_the_door()
    {
        using CheckpointFolder folder = new();
        SgdTrainer trainer = new(new() { Epochs = 1 });
        string none = Path.Combine(Path.GetDirectoryName(folder.File)!, "none");
        Refused<DirectoryNotFoundException>(new() { Folder = none });
        Refused<FileNotFoundException>(new() { ResumeFrom = none });
        Refused<FileNotFoundException>(folder.Resuming);
        Refused<ArgumentOutOfRangeException>(folder.Writing(every: 0));
        Assert.Throws<ArgumentNullException>(() => trainer.Fit(Some, null, null, checkpoints: null!));
        Assert.Empty(folder.Names);

        void Refused<T>(CheckpointOptions options)
            where T : Exception => Assert.Throws<T>(() => trainer.Fit(Some, null, null, options));
    }

    private static byte[] Write(CheckpointFolder folder)
    {
        folder.StopAfter(3, Trainer, Some, Some);
        return File.ReadAllBytes(folder.File);
    }

    private static SgdTrainer Trainer(int epochs) =>
        new(
            new()
            {
                Rank = 2,
                Epochs = epochs,
                Threads = 1,
            }
        );

    private static FitResult Resume(CheckpointFolder folder) => Trainer(5).Fit(Some, Some, null, folder.Resuming);

    private static ModelFileException AssertRefused(CheckpointFolder folder, string what)
    {
        try
        {
            Resume(folder);
        }
        catch (ModelFileException e) when (e.Message.StartsWith(folder.File, StringComparison.Ordinal))
        {
            return e;
        }
        catch (ArgumentException e)
        {
            Assert.Fail($"{what}: taken for another fit's: {e.Message}");
        }
        throw new InvalidOperationException($"{what}: accepted");
    }
}
