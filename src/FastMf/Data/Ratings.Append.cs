namespace FastMf.Data;

public sealed partial class Ratings
{
    /// <summary>
    /// These ratings and, behind them, later ones, with the ids of both. Times are kept where either has them (0 for the
    /// others), and so are weights (1).
    /// </summary>
    /// <param name="later">The ratings to append.</param>
    /// <param name="duplicates">What becomes of ratings of the same user and item: by default the later one counts.</param>
    /// <exception cref="ArgumentException">A pair repeats and must not.</exception>
    public Ratings Append(Ratings later, Duplicates duplicates = Duplicates.Last)
    {
        ArgumentNullException.ThrowIfNull(later);
        IdMap users = IdMap.Union(Users, later.Users);
        IdMap items = IdMap.Union(Items, later.Items);
        RatingColumns first = AlignTo(users, items).Columns;
        RatingColumns second = later.AlignTo(users, items).Columns;
        RatingColumns columns = new(
            [.. first.UserRows, .. second.UserRows],
            [.. first.ItemRows, .. second.ItemRows],
            [.. first.Values, .. second.Values],
            Joined(first.Times, second.Times, 0L, first.Count, second.Count),
            Joined(first.Weights, second.Weights, 1f, first.Count, second.Count)
        );
        return Assemble(users, items, columns, duplicates);
    }

    /// <summary>
    /// The same ratings without the ids of users and items that have none, as if they had been read from a file of their
    /// own. Parts of a split carry the whole's ids: a model trained on a compact part does not know what only the rest has.
    /// </summary>
    public Ratings Compact() => AlignTo(Rated(Users, _userRows), Rated(Items, _itemRows));

    /// <summary>The ratings that are marked, in their order, with all ids.</summary>
    internal Ratings Marked(bool[] marks) => new(Users, Items, Columns.Select(marks, true));

    private static IdMap Rated(IdMap ids, int[] rows)
    {
        bool[] rated = new bool[ids.Count];
        foreach (int row in rows)
            rated[row] = true;
        return rated.Contains(false)
            ? IdMap.From(Enumerable.Range(0, ids.Count).Where(row => rated[row]).Select(row => ids[row]))
            : ids;
    }

    private static T[]? Joined<T>(T[]? first, T[]? second, T standard, int firstCount, int secondCount)
    {
        if (first is null && second is null)
            return null;
        return [.. first ?? Filled(firstCount), .. second ?? Filled(secondCount)];

        T[] Filled(int count)
        {
            T[] filled = new T[count];
            filled.AsSpan().Fill(standard);
            return filled;
        }
    }
}
