namespace FastMf.Data;

/// <summary>
/// How many strips the items and the users of a fit are dealt into. It follows from the numbers of ratings, users and
/// items and the rank, never from the machine, since the order of an epoch depends on it.
/// </summary>
/// <param name="ItemStrips">Item strips: as many threads find work at once.</param>
/// <param name="Groups">
/// Groups of users, each of as many user strips as there are item strips. All item strips pass by one group before the
/// next begins: later groups meet items that have learned already, which makes the first epochs worth more.
/// </param>
internal readonly record struct GridShape(int ItemStrips, int Groups)
{
    /// <summary>How much an item strip may take: the second-level cache (1 MB assumed), popular rows first.</summary>
    public const long StripBytes = 1024 * 1024;

    private const int MaxStrips = 4096;

    /// <summary>Strips that any fit of a million ratings has, where its ratings are few.</summary>
    private const int SomeStrips = 16;

    /// <summary>Strips that keep 32 threads busy.</summary>
    private const int ManyStrips = 40;

    /// <summary>Ratings for each pair of strips beyond <see cref="SomeStrips"/>.</summary>
    private const double WorthManyStrips = 10_000;

    /// <summary>Ratings a block has at least, so that taking it costs little, when groups are many.</summary>
    private const double WorthABlock = 700;

    private const int MaxGroups = 16;

    /// <summary>User strips: a multiple of the item strips.</summary>
    public int UserStrips => ItemStrips * Groups;

    /// <summary>
    /// Enough strips that an item strip stays in the cache and 16 bits count a strip's rows; 40 where there are ratings
    /// enough to keep many threads busy; and fewer where blocks would hold only a handful. Such small sets have one group.
    /// </summary>
    /// <param name="ratings">Ratings.</param>
    /// <param name="users">Users.</param>
    /// <param name="items">Items.</param>
    /// <param name="stride">Floats a row of factors takes.</param>
    /// <exception cref="ArgumentException">There are more rows than 4,096 strips hold.</exception>
    public static GridShape Choose(int ratings, int users, int items, int stride)
    {
        double rowBytes = stride * (double)sizeof(float);
        double forCache = Math.Ceiling(items * rowBytes / StripBytes);
        double some = Math.Clamp(Math.Floor(Math.Sqrt(ratings / 1000.0)), 1, SomeStrips);
        double many = Math.Min(ManyStrips, Math.Floor(Math.Sqrt(ratings / WorthManyStrips)));
        double wanted = Math.Max(some, many);
        double blocksWorthTheirWhile = Math.Max(1, Math.Floor(Math.Sqrt(ratings / 16.0)));
        double forRows = Math.Ceiling(Math.Max(users, items) / (RowStrips.MaxRows / 2.0));
        if (forRows > MaxStrips)
            throw new ArgumentException($"{users} users and {items} items are too many for one grid.", nameof(ratings));
        int strips = (int)
            Math.Max(forRows, Math.Min(Math.Max(forCache, wanted), Math.Min(blocksWorthTheirWhile, MaxStrips)));
        double groups = Math.Floor(ratings / (strips * (double)strips * WorthABlock));
        return new GridShape(strips, strips < SomeStrips ? 1 : (int)Math.Clamp(groups, 1, MaxGroups));
    }
}
