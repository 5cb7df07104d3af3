using FastMf.Data;
using FastMf.Live;

namespace FastMf.Tests.Live;

/// <summary>What is appended is there, once, in its order; whoever appends, and however often the store is opened.</summary>
public sealed class EventStoreTests
{
    [Theory]
    [InlineData(SyncPolicy.EveryEvent)]
    [InlineData(SyncPolicy.Interval)]
    [InlineData(SyncPolicy.Never)]
    public void Events_are_there_after_opening_anew(SyncPolicy sync)
    {
        using LiveFolder folder = new();
        LiveEvent[] expected =
        [
            new(1, 7, 9, 3.5f, 100),
            new(2, "ann", "grüner tee", -1f, long.MinValue),
            new(3, long.MinValue, long.MaxValue, float.MaxValue, 0),
            new(4, "", "", 0f, 5),
            new(5, new string('x', EventRecord.MaxIdBytes), "\U0001F375", 1e-45f, 6),
        ];
        foreach (LiveEvent one in expected)
        {
            using EventStore store = folder.Open(sync); // a new one each time
            Assert.Equal(one.Sequence, store.Append(one.User, one.Item, one.Value, one.Time));
            Assert.Equal(one.Sequence, store.LastEvent);
            Assert.Equal(0, store.TornBytes);
        }
        Assert.Equal(expected, folder.Reopened());
        Assert.Single(folder.Segments);
    }

    [Fact]
    public void The_last_value_of_a_pair_counts()
    {
        using LiveFolder folder = new();
        using (EventStore store = folder.Open())
        {
            for (int k = 0; k < 200; k++) // long histories are searched in another way
                store.Append(1, k % 70, k);
            store.Append(2, "42", 1f);
            store.Append(2, 42, 2f); // the same id
        }
        IReadOnlyList<LiveEvent> events = folder.Reopened();
        Assert.Equal(71, events.Count);
        Assert.Equal(Enumerable.Range(130, 70).Select(k => (float)k).Append(2f), events.Select(one => one.Value));
        Assert.Equal(Enumerable.Range(131, 70).Append(202).Select(k => (long)k), events.Select(one => one.Sequence));
    }

    [Fact]
    public void Ratings_come_in_and_out_in_order()
    {
        using LiveFolder folder = new();
        Rating[] ratings = [.. Enumerable.Range(0, 10_000).Select(k => new Rating(k % 97, k / 97, k % 5, k))];
        using EventStore store = folder.Open();
        Assert.Equal(10_000, store.Append(ratings));
        Ratings all = store.ToRatings(out long last);
        Assert.Equal(10_000, last);
        Ratings expected = Ratings.From(ratings);
        Assert.Equal(expected.UserRows, all.UserRows);
        Assert.Equal(expected.ItemRows, all.ItemRows);
        Assert.Equal(expected.Values, all.Values);
        Assert.Equal(expected.Times, all.Times);
    }

    [Theory]
    [InlineData(SyncPolicy.EveryEvent)]
    [InlineData(SyncPolicy.Interval)]
    public void Many_threads_append_and_compact_at_once(SyncPolicy sync)
    {
        const int Threads = 4;
        const int Each = 200;
        using LiveFolder folder = new();
        long[][] numbers = new long[Threads][];
        using (EventStore store = folder.Open(sync))
        {
            Thread[] threads =
            [
                .. Enumerable
                    .Range(0, Threads)
                    .Select(t => new Thread(() =>
                        numbers[t] = [.. Enumerable.Range(0, Each).Select(k => store.Append(t, k, k))]
                    )),
                new Thread(() =>
                {
                    for (int k = 0; k < 8; k++)
                        store.Compact();
                }),
            ];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal(Threads * Each, store.LastEvent);
        }
        Assert.All(numbers, mine => Assert.Equal(mine.Order(), mine)); // each thread's in its order
        Assert.Equal(Enumerable.Range(1, Threads * Each).Select(k => (long)k), numbers.SelectMany(n => n).Order());
        Assert.Equal(
            numbers
                .SelectMany((mine, t) => mine.Select((n, k) => new LiveEvent(n, t, k, k, 0)))
                .OrderBy(one => one.Sequence),
            folder.Reopened()
        );
    }

    [Fact]
    public void Compaction_keeps_the_last_event_of_each_pair_and_little_else()
    {
        using LiveFolder folder = new();
        IReadOnlyList<LiveEvent> before;
        using (EventStore store = folder.Open())
        {
            for (int k = 0; k < 3_000; k++)
                store.Append(k % 3, k % 5, k);
            before = store.Events(out _);
            long bytes = folder.Segments.Sum(path => new FileInfo(path).Length);
            store.Compact();
            Assert.InRange(Directory.GetFiles(folder.Path).Sum(path => new FileInfo(path).Length), 1, bytes / 50);
            Assert.Equal(before, store.Events(out long last));
            Assert.Equal(3_000, last);
            Assert.Equal(3_001, store.Append(9, 9, 9f));
        }
        Assert.Equal([.. before, new(3_001, 9, 9, 9f, 0)], folder.Reopened());
        Assert.Single(folder.Segments);
    }

    /// <summary>The states that a crash leaves between the steps of a compaction.</summary>
    [Fact]
    public void A_compaction_that_was_stopped_loses_nothing()
    {
        using LiveFolder folder = new();
        using (EventStore store = folder.Open())
        {
            for (int k = 0; k < 40; k++)
                store.Append(k % 3, k % 7, k);
        }
        string first = folder.Segments.Single();
        byte[] log = File.ReadAllBytes(first);
        IReadOnlyList<LiveEvent> before = folder.Reopened();
        using (EventStore store = folder.Open())
            store.Compact();
        File.WriteAllBytes(first, log); // stopped before the old segment was deleted
        File.WriteAllText(folder[$"history.events.{Guid.NewGuid():N}.tmp"], "half a history"); // of an earlier attempt
        Assert.Equal(before, folder.Reopened());
        Assert.Equal(40, folder.Reopened()[^1].Sequence);
        Assert.DoesNotContain(first, folder.Segments);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
        File.WriteAllBytes(first, log);
        File.Delete(folder["history.events"]); // stopped before the history was there
        Assert.Equal(before, folder.Reopened());
        File.WriteAllBytes(folder.Segments[^1], []); // and while the new segment was made
        Assert.Equal(before, folder.Reopened());
    }

    [Fact]
    public void What_cannot_be_taken_is_refused_and_nothing_is_written()
    {
        using LiveFolder folder = new();
        using EventStore store = folder.Open();
        Assert.Equal("value", Assert.Throws<ArgumentException>(() => store.Append(1, 1, float.NaN)).ParamName);
        string longId = new('x', EventRecord.MaxIdBytes + 1);
        Assert.Equal("user", Assert.Throws<ArgumentException>(() => store.Append(longId, 1, 1f)).ParamName);
        Assert.Equal("item", Assert.Throws<ArgumentException>(() => store.Append(1, "\ud800", 1f)).ParamName);
        Assert.Throws<ArgumentException>(() => store.Append([new Rating(1, 1, 1f, Weight: 2f)]));
        Assert.Equal(0, store.LastEvent);
        Assert.Empty(store.Events(out _));
    }

    [Fact]
    public void A_folder_is_opened_by_one_at_a_time_and_must_exist()
    {
        using LiveFolder folder = new();
        EventStore store = folder.Open();
        Assert.Contains(
            "open already",
            Assert.Throws<IOException>(() => folder.Open()).Message,
            StringComparison.Ordinal
        );
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Append(1, 1, 1f));
        folder.Open().Dispose();
        Assert.Throws<DirectoryNotFoundException>(() => EventStore.Open(folder["none"]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            EventStore.Open(folder.Path, new() { SyncInterval = TimeSpan.Zero })
        );
    }
}
