using FastMf.Data;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;
using FastMf.Trainers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FastMf.Hosting.Tests.Hosting;

/// <summary>A service that takes events: part of answers at once, kept over new models and over its own end.</summary>
public sealed class EventTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EventTests() => SmallModels.Biased(1).Save(_folder["m"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_part_of_all_answers_once_it_is_acknowledged()
    {
        await using Hosted hosted = await TakingEvents.Start(_folder);
        Scored[] best = new Scored[20];
        RecommenderSnapshot before = hosted.Handle.Snapshot();
        Assert.Equal(20, before.Recommend("ann", best, out bool known));
        Assert.False(known);

        Assert.Equal(new(2, 2), await hosted.Handle.AppendAsync(TakingEvents.Events(("ann", 30, 5f), ("ann", 50, 1f))));
        RecommenderSnapshot now = hosted.Handle.Snapshot();
        float[] factors = Plain(now.Model, [(2, 5f), (4, 1f)], out float bias);
        Scored[] expected = new Scored[20];
        Assert.Equal(18, now.Model.Recommend(factors, bias, expected, [2, 4]));
        Assert.Equal(18, now.Recommend("ann", best, out known));
        Assert.True(known);
        Assert.Equal(expected[..18], best[..18]);
        Assert.Equal(20, now.Recommend("ann", best, out _, new() { KeepSeen = true }));
        Assert.Equal(17, now.Recommend("ann", best, out _, new() { Deny = [0] }));
        Assert.Equal(1, now.Recommend("ann", best, out _, new() { HasAllow = true, Allow = [2, 3] }));
        Assert.Equal(expected.Single(one => one.Row == 3), best[0]);
        Assert.Equal(new(best[0].Score, true, true), now.Predict("ann", 40));
        Assert.Equal(new(now.Model.Info.Mean + bias, true, false), now.Predict("ann", 41));
        Assert.Equal(now.Model.Recommend(6, expected), now.Recommend(7, best, out _)); // others are as before
        Assert.Equal(expected, best);
    }

    /// <summary>The file of what was rated before begins the history; an event of the same pair counts instead.</summary>
    [Fact]
    public async Task Earlier_ratings_are_part_of_the_history()
    {
        _folder.Write("seen.csv", "user,item,rating\n7,10,5\n7,30,4\n8,10,1\n");
        await using Hosted hosted = await TakingEvents.Start(
            _folder,
            options => options.SeenPath = _folder["seen.csv"]
        );
        FactorModel model = hosted.Handle.Snapshot().Model;
        Assert.Null(hosted.Handle.Snapshot().Find(7));
        await hosted.Handle.AppendAsync(TakingEvents.Events((7, 30, 2f), (7, 20, 3f)));
        LiveUser user = hosted.Handle.Snapshot().Find(7)!;
        Assert.Equal(Plain(model, [(0, 5f), (1, 3f), (2, 2f)], out float bias), user.Factors.ToArray());
        Assert.Equal(bias, user.Bias);
        Assert.Equal([0, 1, 2], user.Seen);
        Assert.Equal([5f, 3f, 2f], user.Values);
        Assert.Equal(19, hosted.Handle.Snapshot().Recommend(8, new Scored[20], out _));
    }

    /// <summary>Events flow while models take over: what is acknowledged is in the next snapshot, whichever model it is of.</summary>
    [Fact]
    public async Task No_acknowledged_event_is_missing_while_models_take_over()
    {
        SmallModels.Biased(2).Save(_folder["m2"]);
        Id[] users = [.. Enumerable.Range(0, 12).Select(k => new Id(k < 6 ? $"{k + 1}" : $"new {k}"))];
        await using (Hosted hosted = await TakingEvents.Start(_folder))
        {
            using CancellationTokenSource done = new();
            int[] sent = new int[3];
            Task[] senders =
            [
                .. Enumerable
                    .Range(0, sent.Length)
                    .Select(sender => Task.Run(() => Send(hosted.Handle, users, sender, sent, done.Token))),
            ];
            HashSet<string> versions = [];
            for (int swap = 1; swap <= 40 || (sent.Min() < users.Length && !senders.Any(one => one.IsFaulted)); swap++)
                versions.Add((await hosted.Handle.LoadAsync(_folder[swap % 2 == 0 ? "m" : "m2"])).Version);
            await done.CancelAsync();
            await Task.WhenAll(senders);
            Assert.Equal(2, versions.Count);
            Assert.Equal(hosted.Handle.EventStore!.LastEvent, hosted.Handle.Events!.LastEvent);
            Assert.Equal(users.Length, hosted.Handle.Events.Users);
            AssertVectors(hosted.Handle);
        }
        await using Hosted again = await TakingEvents.Start(_folder);
        Assert.Equal(users.Length, again.Handle.Events!.Users);
        AssertVectors(again.Handle);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_the_service_goes_on()
    {
        await using Hosted hosted = await TakingEvents.Start(_folder);
        await hosted.Handle.AppendAsync(TakingEvents.Events((7, 10, 2f)));
        FactorModel pairs = new BprTrainer(new() { Rank = 4, Epochs = 1 })
            .Fit(Ratings.From([new(1, 1, 1), new(2, 2, 1)]))
            .Model;
        string reason = (
            await Assert.ThrowsAsync<ModelRefusedException>(() => hosted.Handle.SwapAsync(pairs, "pairs"))
        ).Message;
        Assert.Contains("events cannot be taken", reason, StringComparison.Ordinal);
        FactorModel later = SmallModels.Biased(5).WithLastEvent(2);
        reason = (
            await Assert.ThrowsAsync<ModelRefusedException>(() => hosted.Handle.SwapAsync(later, "later"))
        ).Message;
        Assert.Contains("the store has those up to 1", reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            hosted.Handle.AppendAsync(TakingEvents.Events((7, 20, float.NaN)))
        );
        EventGapException gap = await Assert.ThrowsAsync<EventGapException>(() =>
            hosted.Handle.AppendAsync(new LiveEvent[] { new(3, 7, 20, 1f, 0) })
        );
        Assert.Equal((3, 2), (gap.Found, gap.Expected));
        Assert.Equal(
            new(2, 1),
            await hosted.Handle.AppendAsync(new LiveEvent[] { new(1, 7, 10, 2f, 0), new(2, 7, 20, 1f, 0) })
        );
        Assert.Equal(new(2, 0), await hosted.Handle.AppendAsync(new LiveEvent[] { new(2, 7, 20, 1f, 0) }));
        Assert.Equal(HealthStatus.Degraded, (await Check(hosted)).Status); // of the refused models
        Assert.Null(hosted.Handle.Events!.Failure);

        hosted.Handle.EventStore!.Dispose(); // as after a full disk: nothing can be written any more
        await Assert.ThrowsAnyAsync<Exception>(() => hosted.Handle.AppendAsync(TakingEvents.Events((7, 40, 1f))));
        HealthReportEntry health = await Check(hosted);
        Assert.Contains("Events cannot be written", health.Description, StringComparison.Ordinal);
        Assert.Equal(2L, health.Data["lastEvent"]);
        Assert.Equal(18, hosted.Handle.Snapshot().Recommend(7, new Scored[20], out _));
    }

    [Fact]
    public async Task Only_so_many_wait_and_who_was_told_to_come_back_was_not_taken()
    {
        await using Hosted hosted = await TakingEvents.Start(_folder, options => options.Events.MaxWaiting = 1);
        List<Task<EventReceipt>> taken = [];
        int refused = 0;
        for (int k = 0; refused == 0 && k < 1_000_000; k++)
        {
            try
            {
                taken.Add(hosted.Handle.AppendAsync(TakingEvents.Events((7, 10, k))));
            }
            catch (EventsBusyException)
            {
                refused++;
            }
        }
        Assert.Equal(1, refused);
        EventReceipt[] receipts = await Task.WhenAll(taken);
        Assert.Equal(taken.Count, hosted.Handle.Events!.LastEvent);
        Assert.Equal(taken.Count, receipts.Select(one => one.LastEvent).Distinct().Count());
    }

    [Fact]
    public async Task A_host_whose_events_are_no_good_does_not_start()
    {
        await using (Hosted missing = Hosted.Build(_folder["m"], options => options.Events.Path = _folder["none"]))
            await Assert.ThrowsAsync<DirectoryNotFoundException>(missing.StartAsync);
        await using Hosted first = await TakingEvents.Start(_folder);
        await using (Hosted second = Hosted.Build(_folder["m"], options => options.Events.Path = _folder["events"]))
            await Assert.ThrowsAsync<IOException>(second.StartAsync);
        await using Hosted without = await Hosted.Start(_folder["m"]);
        Assert.Null(without.Handle.Events);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            without.Handle.AppendAsync(TakingEvents.Events((1, 1, 1f)))
        );
    }

    [Fact]
    public async Task A_request_of_a_user_with_events_allocates_nothing()
    {
        await using Hosted hosted = await TakingEvents.Start(_folder);
        await hosted.Handle.AppendAsync(TakingEvents.Events(("ann", 30, 5f), (7, 10, 1f)));
        Scored[] best = new Scored[5];
        Id ann = "ann";
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int k = 0; k < 40; k++)
            {
                RecommenderSnapshot snapshot = hosted.Handle.Snapshot();
                snapshot.Recommend(ann, best, out _);
                snapshot.Recommend(7, best, out _);
                snapshot.Predict(ann, 20);
            }
            if (round == 2)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static async Task Send(
        RecommenderHandle handle,
        Id[] users,
        int sender,
        int[] sent,
        CancellationToken token
    )
    {
        for (int k = 0; !token.IsCancellationRequested; Volatile.Write(ref sent[sender], ++k))
        {
            Id user = users[(k + 4 * sender) % users.Length];
            EventReceipt receipt = await handle.AppendAsync(
                TakingEvents.Events((user, 10 * (1 + (k * 7 + sender) % 20), k % 6))
            );
            RecommenderSnapshot snapshot = handle.Snapshot();
            LiveUser found = snapshot.Find(user)!;
            Assert.True(found.LastEvent >= receipt.LastEvent, $"{found.LastEvent} before {receipt.LastEvent}");
            Assert.Equal(
                Plain(snapshot.Model, [.. found.Seen.ToArray().Zip(found.Values.ToArray())], out _),
                found.Factors
            );
        }
    }

    /// <summary>Each user is as the model itself folds in the events that are there.</summary>
    private static void AssertVectors(RecommenderHandle handle)
    {
        RecommenderSnapshot snapshot = handle.Snapshot();
        foreach (IGrouping<Id, LiveEvent> user in handle.EventStore!.Events(out _).GroupBy(one => one.User))
        {
            (int, float)[] history =
            [
                .. user.Select(one => (RowOf(snapshot.Model.Items, one.Item), one.Value)).Order(),
            ];
            LiveUser found = snapshot.Find(user.Key)!;
            Assert.Equal(Plain(snapshot.Model, history, out float bias), found.Factors.ToArray());
            Assert.Equal(bias, found.Bias);
        }
    }

    private static int RowOf(IdMap items, Id item) => items.TryGetRow(item, out int row) ? row : -1;

    private static float[] Plain(FactorModel model, (int Row, float Value)[] history, out float bias)
    {
        float[] factors = new float[model.Rank];
        model.FoldInUser([.. history.Select(one => one.Row)], [.. history.Select(one => one.Value)], factors, out bias);
        return factors;
    }

    private static async Task<HealthReportEntry> Check(Hosted hosted) =>
        (await hosted.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["fastmf"];
}
