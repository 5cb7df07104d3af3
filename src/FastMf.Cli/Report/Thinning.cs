namespace FastMf.Cli.Report;

/// <summary>Fewer points for a screen that could not show them all.</summary>
internal static class Thinning
{
    /// <summary>The most points of a series on a page.</summary>
    public const int MaxPoints = 2000;

    /// <summary>
    /// The places of points that show the same curve: all where there are few; otherwise the first, the last, and the
    /// lowest and the highest of each of many short stretches, so that no spike is lost.
    /// </summary>
    /// <param name="values">The series.</param>
    /// <param name="most">How many to keep at most, 4 or more.</param>
    public static int[] Places(IReadOnlyList<double> values, int most = MaxPoints)
    {
        if (values.Count <= most)
            return [.. Enumerable.Range(0, values.Count)];
        SortedSet<int> kept = [0, values.Count - 1];
        int stretches = (most - 2) / 2;
        for (int s = 0; s < stretches; s++)
        {
            int from = (int)((long)values.Count * s / stretches);
            int to = (int)((long)values.Count * (s + 1) / stretches);
            IEnumerable<int> stretch = Enumerable.Range(from, to - from);
            kept.Add(stretch.MinBy(k => values[k]));
            kept.Add(stretch.MaxBy(k => values[k]));
        }
        return [.. kept];
    }
}
