namespace FastMf.Live;

/// <summary>Reads all segments of a log, one after the other, and writes nothing.</summary>
internal static class EventReplay
{
    /// <summary>Reads them.</summary>
    /// <param name="segments">The segments, by their first events.</param>
    /// <param name="history">The last event that the history has.</param>
    /// <param name="take">Takes each later event.</param>
    /// <returns>The last event of all, and where in the last segment it ends; 0 where that one is to be made anew.</returns>
    /// <exception cref="EventFileException">A segment is damaged, or one is missing.</exception>
    public static (long Last, long End) Read(
        IReadOnlyList<(string Path, long First)> segments,
        long history,
        Action<LiveEvent> take
    )
    {
        (long last, long end) = (history, 0);
        for (int k = 0; k < segments.Count; k++)
        {
            (string path, long first) = segments[k];
            if (k == 0 ? first > history + 1 : first != last + 1)
                throw new EventFileException(
                    path,
                    FormattableString.Invariant($"events from {first} on"),
                    FormattableString.Invariant($"a log that goes on after event {last}")
                );
            (last, end) = EventSegment.Read(path, first, k == segments.Count - 1, Later);
        }
        return (Math.Max(last, history), end);

        void Later(LiveEvent one)
        {
            if (one.Sequence > history)
                take(one);
        }
    }

    /// <summary>Refuses a log that lacks what was on the disk.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="segments">The segments of the log.</param>
    /// <param name="last">The last event that it has.</param>
    /// <param name="onDisk">The last one that was on the disk.</param>
    /// <exception cref="EventFileException">It does; the message says how to give those events up.</exception>
    public static void CheckComplete(
        string folder,
        IReadOnlyList<(string Path, long First)> segments,
        long last,
        long onDisk
    )
    {
        if (onDisk > last)
            throw new EventFileException(
                segments.Count == 0 ? folder : segments[^1].Path,
                FormattableString.Invariant($"events up to {last}"),
                FormattableString.Invariant(
                    $"those up to {onDisk}, which were on the disk by '{DiskMark.PathOf(folder)}': this is no torn end; restore the folder, or delete that file to give them up"
                )
            );
    }
}
