using FastMf.Data;
using FastMf.Live;

namespace FastMf.Tests.Live;

/// <summary>A folder is read while a store has it open: all up to some event, none after it, whatever is done meanwhile.</summary>
public sealed class EventFolderTests
{
    [Fact]
    public void What_is_read_beside_an_open_store_is_what_the_store_has()
    {
        using LiveFolder folder = new();
        using EventStore store = folder.Open();
        AssertRead();
        for (int k = 0; k < 60; k++)
        {
            Append(store, k);
            if (k % 25 == 20)
                store.Compact();
            AssertRead();
        }
        string[] files = Directory.GetFiles(folder.Path);
        File.AppendAllBytes(folder.Segments[^1], [1, 2, 3]); // an event that is being written
        AssertRead();
        Assert.Equal(files, Directory.GetFiles(folder.Path));

        void AssertRead()
        {
            Ratings expected = store.ToRatings(out long last);
            Ratings found = EventStore.ReadRatings(folder.Path, out long lastFound);
            Assert.Equal(last, lastFound);
            AssertSame(expected, found);
        }
    }

    /// <summary>Each reading has some events that are appended, and a compaction, beside it.</summary>
    [Fact]
    public void It_is_whole_while_events_are_appended_and_the_log_is_compacted()
    {
        const int Readings = 150;
        const int EventsOfReading = 30;
        using LiveFolder folder = new();
        using EventStore store = folder.Open();
        using SemaphoreSlim appending = new(0);
        using SemaphoreSlim compacting = new(0);
        Exception? failure = null;
        Thread[] threads =
        [
            new(() => Try(appending, reading => AppendSome(store, reading * EventsOfReading, EventsOfReading))),
            new(() => Try(compacting, _ => store.Compact())),
        ];
        Array.ForEach(threads, thread => thread.Start());
        for (int reading = 0; reading < Readings; reading++)
        {
            appending.Release();
            compacting.Release();
            long acknowledged = store.LastEvent;
            Ratings found = EventStore.ReadRatings(folder.Path, out long last);
            Assert.InRange(last, acknowledged, Readings * EventsOfReading);
            AssertSame(Plain(last), found);
        }
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(failure);
        AssertSame(Plain(Readings * EventsOfReading), EventStore.ReadRatings(folder.Path, out _));
        Assert.InRange(store.CompactedTo, 1, Readings * EventsOfReading);

        void Try(SemaphoreSlim turn, Action<int> work)
        {
            try
            {
                for (int reading = 0; reading < Readings; reading++)
                {
                    turn.Wait();
                    work(reading);
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    [Fact]
    public void Damage_and_lost_events_are_told_and_no_folder_is_refused()
    {
        using LiveFolder folder = new();
        using (EventStore store = folder.Open(SyncPolicy.EveryEvent))
        {
            for (int k = 0; k < 5; k++)
                Append(store, k);
        }
        string log = folder.Segments[0];
        byte[] whole = File.ReadAllBytes(log);
        File.WriteAllBytes(log, whole[..^1]);
        Assert.Contains("those up to 5, which were on the disk", Refused(), StringComparison.Ordinal);
        whole[30] ^= 1;
        File.WriteAllBytes(log, whole);
        Assert.Contains("damage at byte 24", Refused(), StringComparison.Ordinal);
        File.Delete(log);
        Refused();
        Assert.Throws<DirectoryNotFoundException>(() => EventStore.ReadRatings(folder["none"], out _));

        string Refused() => Assert.Throws<EventFileException>(() => EventStore.ReadRatings(folder.Path, out _)).Message;
    }

    private static Rating Event(int k) => new(k % 7, $"item {k % 97 * k % 11}", k, 1000 + k);

    private static void Append(EventStore store, int k)
    {
        (Id user, Id item, float value, long time, _) = Event(k);
        Assert.Equal(k + 1, store.Append(user, item, value, time));
    }

    private static void AppendSome(EventStore store, int first, int count)
    {
        for (int k = first; k < first + count; k++)
            Append(store, k);
    }

    /// <summary>The first events, of each pair the last.</summary>
    private static Ratings Plain(long count) => Ratings.From(Enumerable.Range(0, (int)count).Select(Event));

    private static void AssertSame(Ratings expected, Ratings found)
    {
        Assert.True(expected.Users.SameAs(found.Users) && expected.Items.SameAs(found.Items));
        Assert.Equal(expected.UserRows, found.UserRows);
        Assert.Equal(expected.ItemRows, found.ItemRows);
        Assert.Equal(expected.Values, found.Values);
        Assert.Equal(expected.Times, found.Times);
    }
}
