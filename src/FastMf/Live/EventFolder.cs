using FastMf.Data;

namespace FastMf.Live;

/// <summary>
/// Reads a folder of events without taking hold of it: also one that a service has open, which goes on appending and compacting
/// meanwhile. Nothing is written. What is read is all up to some event, none after it.
/// </summary>
internal static class EventFolder
{
    /// <summary>Reads the last event of each pair.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="lastEvent">The last event; no crash takes it back.</param>
    /// <exception cref="EventFileException">A file is damaged.</exception>
    public static Ratings Read(string folder, out long lastEvent)
    {
        while (true)
        {
            long compactedTo = EventHistory.LastOf(folder);
            try
            {
                return ReadOnce(folder, out lastEvent);
            }
            catch (IOException error)
                when (error is FileNotFoundException or EventFileException && EventHistory.LastOf(folder) != compactedTo
                )
            {
                // The log was compacted meanwhile: its files are others now, and whole.
            }
        }
    }

    private static Ratings ReadOnce(string folder, out long lastEvent)
    {
        List<Rating> events = [];
        long onDisk = DiskMark.LastOf(folder); // before the log, which then has it
        long compactedTo = EventHistory.Read(folder, Take);
        List<(string Path, long First)> segments = [.. EventSegment.In(folder)]; // after the history, which they go on from
        // Those that the history has all of may be deleted at any moment.
        while (segments.Count > 1 && segments[1].First <= compactedTo + 1)
            segments.RemoveAt(0);
        (lastEvent, _) = EventReplay.Read(segments, compactedTo, Take);
        EventReplay.CheckComplete(folder, segments, lastEvent, onDisk);
        if (segments.Count > 0)
            EventSegment.ForceToDisk(segments[^1].Path);
        return Ratings.From(events);

        void Take(LiveEvent one) => events.Add(new Rating(one.User, one.Item, one.Value, one.Time));
    }
}
