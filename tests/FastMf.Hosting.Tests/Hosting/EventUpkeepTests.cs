using FastMf.IO;
using FastMf.Models;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>What is done with events now and then: items learnt from them, the log compacted.</summary>
public sealed class EventUpkeepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EventUpkeepTests() => SmallModels.Biased(1).Save(_folder["m"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_items_are_learnt_now_and_then_and_a_new_file_begins_anew()
    {
        await using Hosted hosted = await TakingEvents.Start(
            _folder,
            options => options.Events.LearnItemsEvery = TimeSpan.FromMilliseconds(30)
        );
        string file = hosted.Handle.Snapshot().Version;
        await hosted.Handle.AppendAsync(TakingEvents.Events((7, 30, 5f))); // nothing to learn
        await hosted.Handle.AppendAsync(
            TakingEvents.Events((7, "fresh", 5f), (8, "fresh", 4f), ("ann", 10, 3f), ("ann", "fresh", 5f))
        );
        await Hosted.Until(
            () => hosted.Handle.Snapshot().Model.Items.TryGetRow("fresh", out _),
            "the model has the new item"
        );
        RecommenderSnapshot learnt = hosted.Handle.Snapshot();
        Assert.Equal($"{file}-5", learnt.Version);
        Assert.Equal(5, learnt.Model.Info.LastEvent);
        Assert.Equal(0, hosted.Handle.Events!.Untrained);
        Assert.True(learnt.Model.Items.TryGetRow("fresh", out int fresh));
        Assert.True(learnt.Model.Users.TryGetRow("ann", out int ann)); // who is new, too
        Assert.Contains(fresh, learnt.Find(7)!.Seen.ToArray());
        Assert.Equal(learnt.Model.UserFactors[ann].ToArray(), learnt.Find("ann")!.Factors.ToArray());
        Assert.NotEqual(0f, learnt.Predict("ann", "fresh").Value);
        Assert.NotEqual(new float[4], learnt.Model.ItemFactors[fresh].ToArray());
        Scored[] best = new Scored[21];
        Assert.Contains(fresh, best[..learnt.Recommend(9, best, out _)].Select(one => one.Row));

        Assert.Same(learnt, await hosted.Handle.LoadAsync()); // the same file: what was learnt stays
        Assert.False(await hosted.Handle.LearnItemsAsync());
        SmallModels.Biased(3).Save(_folder["m3"]);
        RecommenderSnapshot other = await hosted.Handle.LoadAsync(_folder["m3"]);
        Assert.False(other.Model.Items.TryGetRow("fresh", out _));
        await Hosted.Until(
            () => hosted.Handle.Snapshot().Model.Items.TryGetRow("fresh", out _),
            "the new model has learnt the item"
        );
        Assert.Equal($"{other.Version}-5", hosted.Handle.Snapshot().Version);
    }

    [Fact]
    public async Task Known_items_are_learnt_where_that_is_asked_for()
    {
        await using Hosted hosted = await TakingEvents.Start(_folder, options => options.Events.LearnKnownItems = true);
        FactorModel before = hosted.Handle.Snapshot().Model;
        Assert.False(await hosted.Handle.LearnItemsAsync());
        await hosted.Handle.AppendAsync(TakingEvents.Events((7, 30, 5f), (8, 30, 1f)));
        Assert.True(await hosted.Handle.LearnItemsAsync());
        FactorModel after = hosted.Handle.Snapshot().Model;
        float[] expected = new float[4];
        before.FoldInItem([6, 7], [5f, 1f], expected, out _);
        Assert.Equal(expected, after.ItemFactors[2].ToArray());
        Assert.Equal(before.ItemFactors[3].ToArray(), after.ItemFactors[3].ToArray());
    }

    [Fact]
    public async Task The_log_is_compacted_in_the_background()
    {
        await using Hosted hosted = await TakingEvents.Start(_folder, options => options.Events.CompactAfter = 10);
        for (int k = 0; k < 25; k++)
            await hosted.Handle.AppendAsync(TakingEvents.Events((7, 10, k)));
        await Hosted.Until(() => hosted.Handle.EventStore!.CompactedTo >= 10, "the log is compacted");
        Assert.True(File.Exists(Path.Combine(_folder["events"], "history.events")));
        Assert.Equal([24f], hosted.Handle.Snapshot().Find(7)!.Values);
    }
}
