using System.Text.Json;
using FastMf.Cli;
using FastMf.Training;

namespace FastMf.Tests.Cli;

/// <summary>Training that is stopped by Ctrl-C and resumed; and checkpoints that are refused.</summary>
public sealed class CheckpointTests
{
    [Theory]
    [InlineData("sgd")]
    [InlineData("gradient")]
    [InlineData("als")]
    [InlineData("ials")]
    [InlineData("bpr")]
    public void Resumed_equals_uninterrupted_byte_for_byte(string solver)
    {
        using TemporaryFolder folder = new();
        string[] call =
        [
            "train",
            folder.WriteRatings("ratings.csv"),
            "--solver",
            solver,
            "--rank",
            "4",
            "--epochs",
            "9",
            "--validation",
            "0.2",
        ];
        JsonElement whole = CliRun.Json([.. call, "-o", folder["whole"], "--threads", "2"]);
        string saved = Directory.CreateDirectory(folder["saved"]).FullName;
        StopAt(6, [.. call, "-o", folder["resumed"], "--checkpoint", saved, "--every", "2", "--json"]);
        Assert.Equal([CheckpointOptions.FileName], new DirectoryInfo(saved).GetFiles().Select(file => file.Name));
        Assert.False(File.Exists(folder["resumed"]));
        JsonElement resumed = CliRun.Json([
            .. call,
            "-o",
            folder["resumed"],
            "--resume",
            saved,
            "--every",
            "3",
            "--threads",
            "1",
        ]);
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["resumed"]));
        Assert.Equal(4, resumed.GetProperty("resumedAfter").GetInt32());
        Assert.False(whole.TryGetProperty("resumedAfter", out _));
        Assert.Equal(10, whole.GetProperty("epochs").GetArrayLength());
        Assert.Equal(Epochs(whole), Epochs(resumed));
        Assert.Equal(whole.GetProperty("validation").GetRawText(), resumed.GetProperty("validation").GetRawText());
        Assert.Contains(
            "\"9\"",
            CliRun.Done("inspect", folder.CheckpointIn("saved"), "--json").Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void More_epochs_follow_a_finished_run()
    {
        using TemporaryFolder folder = new();
        string[] call = ["train", folder.WriteRatings("ratings.csv"), "--rank", "4", "--quiet"];
        string saved = Directory.CreateDirectory(folder["saved"]).FullName;
        CliRun.Done([.. call, "-o", folder["m"], "--epochs", "3", "--checkpoint", saved, "--every", "50"]);
        CliRun.Done([.. call, "-o", folder["more"], "--epochs", "7", "--resume", saved]);
        CliRun.Done([.. call, "-o", folder["whole"], "--epochs", "7"]);
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["more"]));
    }

    [Fact]
    public void Wrong_calls_are_refused_before_any_work()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] call = ["train", ratings, "-o", folder["m"]];
        CliRun.Refused(2, "--every needs", [.. call, "--every", "3"]);
        CliRun.Refused(2, "--every is '0'", [.. call, "--checkpoint", folder.Path, "--every", "0"]);
        CliRun.Refused(2, "--checkpoint is '", [.. call, "--checkpoint", folder["none"]]);
        CliRun.Refused(2, "--checkpoint is '", [.. call, "--checkpoint", ratings]);
        CliRun.Refused(
            1,
            Path.Combine(folder["none"], CheckpointOptions.FileName),
            [.. call, "--resume", folder["none"]]
        );
        CliRun.Refused(1, "there is no such file", [.. call, "--resume", folder.Path]);
        CliRun.Refused(
            2,
            "would replace",
            ["train", ratings, "-o", folder[CheckpointOptions.FileName], "--checkpoint", folder.Path]
        );
        Assert.Equal(["ratings.csv"], folder.Files);
    }

    [Fact]
    public void A_checkpoint_of_other_ratings_or_options_is_refused()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string[] call = ["train", ratings, "-o", folder["m"], "--epochs", "4"];
        string saved = Directory.CreateDirectory(folder["saved"]).FullName;
        CliRun.Done([.. call, "--checkpoint", saved]);
        byte[] before = File.ReadAllBytes(folder.CheckpointIn("saved"));
        string[] resume = [.. call, "--resume", saved];
        CliRun.Refused(2, "learning-rate: found 0.8, expected 0.5", [.. resume, "--learning-rate", "0.5"]);
        CliRun.Refused(2, "penalty: found l2", [.. resume, "--l2", "0.5"]);
        CliRun.Refused(2, "solver: found sgd, expected als", [.. resume, "--solver", "als"]);
        CliRun.Refused(2, "validation ratings: found none", [.. resume, "--validation", "0.1"]);
        CliRun.Refused(2, "initial model: found none", [.. resume, "--init", folder["m"]]);
        CliRun.Refused(2, "ends after 3", [.. resume.Except(["--epochs", "4"]), "--epochs", "3"]);
        folder.WriteRatings("ratings.csv", users: 31);
        CliRun.Refused(2, "ratings: found", resume);
        Assert.Equal(before, File.ReadAllBytes(folder.CheckpointIn("saved")));
    }

    [Fact]
    public void A_damaged_checkpoint_or_another_file_is_refused()
    {
        using TemporaryFolder folder = new();
        string[] call = ["train", folder.WriteRatings("ratings.csv"), "-o", folder["m"], "--epochs", "4"];
        string saved = Directory.CreateDirectory(folder["saved"]).FullName;
        CliRun.Done([.. call, "--checkpoint", saved]);
        string file = folder.CheckpointIn("saved");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^9] ^= 4;
        File.WriteAllBytes(file, bytes);
        CliRun.Refused(1, file, [.. call, "--resume", saved]);
        File.WriteAllBytes(file, bytes[..^1]);
        CliRun.Refused(1, file, [.. call, "--resume", saved]);
        File.Copy(folder["m"], file, overwrite: true);
        CliRun.Refused(1, "expected a checkpoint", [.. call, "--resume", saved]);
    }

    private static string[] Epochs(JsonElement run) =>
        [
            .. run.GetProperty("epochs")
                .EnumerateArray()
                .Select(epoch =>
                    string.Join(
                        ' ',
                        epoch
                            .EnumerateObject()
                            .Where(entry => entry.Name != "seconds")
                            .Select(entry => entry.ToString())
                    )
                ),
        ];

    /// <summary>Asks a call to stop as soon as it says that an epoch is done.</summary>
    private static void StopAt(int epoch, string[] call)
    {
        using CancellationTokenSource stop = new();
        using StringWriter output = new();
        using Watcher error = new($"epoch {epoch}/", stop);
        Assert.Equal(130, CommandLine.Run(call, output, error, stop.Token));
        Assert.Equal("", output.ToString());
    }

    private sealed class Watcher(string word, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(word, StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }
}
