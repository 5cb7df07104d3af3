using FastMf.IO;
using FastMf.Models;
using Microsoft.Extensions.Options;

namespace FastMf.Hosting.Tests.Hosting;

public class ReloadTests
{
    [Fact]
    public async Task The_model_is_there_when_the_host_is_up()
    {
        using TemporaryFolder folder = new();
        FactorModel model = SmallModels.Biased(1);
        model.Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
        Assert.Equal(ModelFile.ReadHeader(folder["m"]).Metadata["fastmf.checksum"][..16], snapshot.Version);
        Assert.Equal(1, snapshot.Number);
        Scored[] best = new Scored[5];
        Scored[] expected = new Scored[5];
        Assert.Equal(5, snapshot.Recommend(7, best, out bool known));
        Assert.True(known);
        model.Recommend(6, expected); // the row of user 7
        Assert.Equal(expected, best);
        Assert.Contains(
            hosted.Journal.Lines,
            line => line.StartsWith("Information 1: Model " + snapshot.Version, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_file_takes_over_whether_announced_or_found_by_looking(bool announced)
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        TimeSpan interval = announced ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(20);
        await using Hosted hosted = await Hosted.Start(folder["m"], options => options.PollInterval = interval);
        RecommenderSnapshot first = hosted.Handle.Snapshot();
        await Hosted.Until(() => hosted.IsWatching, "the file is watched");
        SmallModels.Biased(2).Save(folder["m"]);
        await Hosted.Until(() => hosted.Handle.Current!.Number == 2, "the second model serves");
        Assert.NotEqual(first.Version, hosted.Handle.Snapshot().Version);
        Assert.Equal(3.5f, first.Model.Info.Mean); // who holds the first goes on with it
    }

    [Fact]
    public async Task A_file_of_the_same_length_and_time_is_seen_as_new()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        DateTime time = File.GetLastWriteTimeUtc(folder["m"]);
        SmallModels.Biased(2).Save(folder["n"]);
        Assert.Equal(new FileInfo(folder["m"]).Length, new FileInfo(folder["n"]).Length);
        File.SetLastWriteTimeUtc(folder["n"], time);
        File.Move(folder["n"], folder["m"], overwrite: true);
        await Hosted.Until(() => hosted.Handle.Current!.Number == 2, "the second model serves");
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_is_followed()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["a"]);
        SmallModels.Biased(2).Save(folder["b"]);
        File.CreateSymbolicLink(folder["m"], folder["a"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        File.CreateSymbolicLink(folder["n"], folder["b"]);
        File.Move(folder["n"], folder["m"], overwrite: true);
        await Hosted.Until(() => hosted.Handle.Current!.Number == 2, "the second model serves");
    }

    [Fact]
    public async Task A_bad_file_is_refused_and_the_old_model_serves_until_a_good_one_is_there()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        RecommenderSnapshot first = hosted.Handle.Snapshot();
        byte[] bad = File.ReadAllBytes(folder["m"]);
        bad[^5] ^= 1;
        AtomicWrite(folder, bad);
        await Hosted.Until(() => hosted.Handle.Status.Failures == 1, "the file is refused");
        Assert.Same(first, hosted.Handle.Snapshot());
        Assert.Contains("do not fit its checksum", hosted.Handle.Status.LastError, StringComparison.Ordinal);
        Assert.Contains(hosted.Journal.Lines, line => line.StartsWith("Error 3", StringComparison.Ordinal));
        await Task.Delay(300); // and it is not tried again and again
        Assert.Equal(1, hosted.Handle.Status.Failures);

        SmallModels.Biased(2).Save(folder["m"]);
        await Hosted.Until(() => hosted.Handle.Current!.Number == 2, "the good one serves");
        Assert.Null(hosted.Handle.Status.LastError);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        RecommenderSnapshot first = hosted.Handle.Snapshot();
        SmallModels.Biased(1).Save(folder["m"]);
        await Hosted.Until(
            () => hosted.Journal.Lines.Any(line => line.StartsWith("Debug 2", StringComparison.Ordinal)),
            "it was looked at"
        );
        Assert.Same(first, hosted.Handle.Snapshot());
        Assert.Same(first, await hosted.Handle.LoadAsync());
    }

    [Fact]
    public async Task Files_that_are_still_being_written_are_waited_for()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(
            folder["m"],
            options => options.Debounce = TimeSpan.FromMilliseconds(400)
        );
        SmallModels.Biased(2).Save(folder["n"]);
        byte[] next = File.ReadAllBytes(folder["n"]);
        using (FileStream stream = new(folder["m"], FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            foreach (byte[] piece in next.Chunk(next.Length / 8))
            {
                stream.Write(piece);
                stream.Flush(flushToDisk: true);
                await Task.Delay(50);
            }
        }
        await Hosted.Until(() => hosted.Handle.Current!.Number == 2, "the second model serves");
        Assert.Equal(0, hosted.Handle.Status.Failures);
    }

    [Fact]
    public async Task A_host_without_a_model_does_not_start_unless_it_may()
    {
        using TemporaryFolder folder = new();
        await using Hosted strict = Hosted.Build(folder["m"]);
        await Assert.ThrowsAsync<FileNotFoundException>(strict.StartAsync);

        await using Hosted patient = await Hosted.Start(folder["m"], options => options.StartWithoutModel = true);
        Assert.False(patient.Handle.IsReady);
        Assert.Throws<InvalidOperationException>(patient.Handle.Snapshot);
        SmallModels.Biased(1).Save(folder["m"]);
        await Hosted.Until(() => patient.Handle.IsReady, "the model is there");
    }

    [Fact]
    public async Task Options_are_checked_when_the_host_starts_and_all_are_named()
    {
        await using Hosted hosted = Hosted.Build(
            "",
            options =>
            {
                options.MinItemsKept = 1.5;
                options.Canaries.Add(new(1, 2, 5, 1));
                options.PollInterval = TimeSpan.Zero;
            }
        );
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(hosted.StartAsync);
        foreach (string name in (string[])["ModelPath", "MinItemsKept", "Canaries", "PollInterval"])
            Assert.Contains(error.Failures, failure => failure.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_in_memory_takes_over_too()
    {
        using TemporaryFolder folder = new();
        SmallModels.Biased(1).Save(folder["m"]);
        await using Hosted hosted = await Hosted.Start(folder["m"]);
        RecommenderSnapshot next = await hosted.Handle.SwapAsync(SmallModels.Biased(3), "mine");
        Assert.Same(next, hosted.Handle.Snapshot());
        Assert.Equal("mine", next.Version);
        Assert.Equal(2, hosted.Handle.Status.Swaps);
    }

    private static void AtomicWrite(TemporaryFolder folder, byte[] bytes)
    {
        File.WriteAllBytes(folder["temporary"], bytes);
        File.Move(folder["temporary"], folder["m"], overwrite: true);
    }
}
