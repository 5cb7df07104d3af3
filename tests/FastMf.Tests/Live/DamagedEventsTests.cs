using System.Buffers;
using FastMf.Live;

namespace FastMf.Tests.Live;

/// <summary>Torn ends are cut, damage is refused; no byte makes it crash, invent or repeat an event.</summary>
public sealed class DamagedEventsTests
{
    /// <summary>As a power cut leaves it that came before anybody was told that the events are safe: nothing marks them.</summary>
    [Fact]
    public void A_log_that_ends_anywhere_gives_the_events_before_and_goes_on()
    {
        using LiveFolder folder = new();
        byte[] log = Write(folder, SyncPolicy.EveryEvent, out IReadOnlyList<LiveEvent> events);
        for (int length = 0; length < log.Length; length++)
        {
            File.Delete(folder["on-disk"]);
            File.WriteAllBytes(folder.Segments[0], log[..length]);
            int count;
            using (EventStore store = folder.Open(SyncPolicy.EveryEvent))
            {
                count = (int)store.LastEvent;
                Assert.Equal(events.Take(count), store.Events(out _));
                store.Append(99, 99, 1f);
            }
            Assert.Equal(events.Take(count).Append(new(count + 1, 99, 99, 1f, 0)), folder.Reopened());
        }
    }

    /// <summary>What was on the disk and is not any more, is told: also the very last event, and an end that looks like that of an event.</summary>
    [Fact]
    public void A_log_that_lacks_what_was_on_the_disk_is_refused_and_stays_as_it_is()
    {
        using LiveFolder folder = new();
        byte[] log = Write(folder, SyncPolicy.EveryEvent, out IReadOnlyList<LiveEvent> events);
        for (int length = 0; length < log.Length; length++)
        {
            File.WriteAllBytes(folder.Segments[0], log[..length]);
            EventFileException error = Assert.Throws<EventFileException>(folder.Reopened);
            Assert.Contains("those up to 8, which were on the disk", error.Message, StringComparison.Ordinal);
            Assert.Equal(length, new FileInfo(folder.Segments[0]).Length);
        }
        string path = folder.Segments[0];
        File.Delete(path);
        Assert.Throws<EventFileException>(folder.Reopened);
        File.WriteAllBytes(path, log);
        Assert.Equal(events, folder.Reopened());
    }

    /// <summary>The mark may lag behind, and be damaged itself: it is then as if it were not there.</summary>
    [Fact]
    public void An_older_or_damaged_mark_does_no_harm()
    {
        using LiveFolder folder = new();
        byte[] log = Write(folder, SyncPolicy.EveryEvent, out IReadOnlyList<LiveEvent> events);
        byte[] mark = File.ReadAllBytes(folder["on-disk"]);
        using (EventStore store = folder.Open(SyncPolicy.EveryEvent))
            store.Append(1, 1, 1f);
        byte[] longer = File.ReadAllBytes(folder.Segments[0]);
        Assert.NotEqual(mark, File.ReadAllBytes(folder["on-disk"]));
        for (int length = log.Length; length < longer.Length; length++)
        {
            File.WriteAllBytes(folder["on-disk"], mark);
            File.WriteAllBytes(folder.Segments[0], longer[..length]);
            Assert.Equal(events, folder.Reopened());
        }
        File.WriteAllBytes(folder.Segments[0], log[..^1]);
        for (int i = 0; i < mark.Length; i++)
        {
            byte[] altered = [.. mark];
            altered[i] ^= 0x15;
            File.WriteAllBytes(folder["on-disk"], altered);
            Assert.Equal(events.SkipLast(1), folder.Reopened());
            File.WriteAllBytes(folder["on-disk"], mark[..i]);
            Assert.Equal(events.SkipLast(1), folder.Reopened());
        }
    }

    /// <summary>With no account kept of what is on the disk, and with it.</summary>
    [Theory]
    [InlineData(SyncPolicy.EveryEvent)]
    [InlineData(SyncPolicy.Never)]
    public void Every_altered_byte_is_refused_or_cuts_the_last_event_where_nothing_marks_it(SyncPolicy sync)
    {
        using LiveFolder folder = new();
        byte[] log = Write(folder, sync, out IReadOnlyList<LiveEvent> events);
        byte[] mark = File.ReadAllBytes(folder["on-disk"]);
        string path = folder.Segments[0];
        int refused = 0;
        for (int i = 0; i < log.Length; i++)
        {
            byte[] altered = [.. log];
            altered[i] ^= 0x15;
            File.WriteAllBytes(path, altered);
            File.WriteAllBytes(folder["on-disk"], mark);
            try
            {
                Assert.Equal(events.SkipLast(1), folder.Reopened());
            }
            catch (EventFileException e) when (e.Path == path)
            {
                Assert.Contains("expected", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        if (sync == SyncPolicy.Never)
            Assert.InRange(refused, log.Length * 8 / 10, log.Length - 40);
        else
            Assert.Equal(log.Length, refused);
    }

    [Fact]
    public void Every_altered_or_missing_byte_of_a_history_is_refused()
    {
        using LiveFolder folder = new();
        Write(folder, SyncPolicy.Never, out _);
        using (EventStore store = folder.Open())
            store.Compact();
        string path = folder["history.events"];
        byte[] file = File.ReadAllBytes(path);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] altered = [.. file];
            altered[i] ^= 0x80;
            File.WriteAllBytes(path, altered);
            Assert.Equal(path, Assert.Throws<EventFileException>(folder.Reopened).Path);
            File.WriteAllBytes(path, file[..i]);
            Assert.Equal(path, Assert.Throws<EventFileException>(folder.Reopened).Path);
        }
        File.WriteAllBytes(path, [.. file, 0]);
        Assert.Throws<EventFileException>(folder.Reopened);
        File.WriteAllBytes(path, file);
        Assert.Equal(8, folder.Reopened().Count);
    }

    [Fact]
    public void A_missing_segment_is_refused()
    {
        using LiveFolder folder = new();
        Write(folder, SyncPolicy.Never, out _);
        using (EventStore store = folder.Open())
            store.Compact();
        using (EventStore store = folder.Open())
            store.Append(1, 1, 1f);
        File.Delete(folder["on-disk"]);
        File.Delete(folder["history.events"]);
        EventFileException error = Assert.Throws<EventFileException>(folder.Reopened);
        Assert.Contains(
            "events from 9 on; expected a log that goes on after event 0",
            error.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// A power cut may leave the second event of a batch and not the first. Where both were waiting for the disk nobody was
    /// told that they are safe: they are a torn end. Where the first was on the disk already, it is damage.
    /// </summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(-1, false)]
    public void Whole_events_behind_a_hole_count_only_if_the_hole_was_on_the_disk(long onDisk, bool cut)
    {
        using LiveFolder folder = new();
        using (EventStore store = folder.Open(SyncPolicy.EveryEvent))
        {
            for (int k = 0; k < 3; k++)
                store.Append(k, k, k);
        }
        ArrayBufferWriter<byte> lost = new();
        EventRecord.Write(lost, new(4, 1, 1, 1f, 0), onDisk: 3);
        ArrayBufferWriter<byte> whole = new();
        EventRecord.Write(whole, new(5, 1, 1, 1f, 0), onDisk);
        File.AppendAllBytes(folder.Segments[0], [.. new byte[lost.WrittenCount], .. whole.WrittenSpan]);
        if (!cut)
        {
            Assert.Contains(
                "event 5 whole behind it",
                Assert.Throws<EventFileException>(folder.Reopened).Message,
                StringComparison.Ordinal
            );
            return;
        }
        using (EventStore store = folder.Open(SyncPolicy.EveryEvent))
        {
            Assert.Equal(lost.WrittenCount + whole.WrittenCount, store.TornBytes);
            Assert.Equal(4, store.Append(7, 7, 7f));
        }
        Assert.Equal(4, folder.Reopened().Count);
    }

    private static byte[] Write(LiveFolder folder, SyncPolicy sync, out IReadOnlyList<LiveEvent> events)
    {
        using EventStore store = folder.Open(sync);
        for (int k = 0; k < 8; k++)
            store.Append(k % 2 == 0 ? k : $"user {k}", k % 3 == 0 ? k : $"item {k}", k / 2f, k);
        events = store.Events(out _);
        return File.ReadAllBytes(folder.Segments[0]);
    }
}
