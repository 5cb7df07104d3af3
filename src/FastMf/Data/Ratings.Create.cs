using FastMf.Threads;

namespace FastMf.Data;

public sealed partial class Ratings
{
    /// <summary>Ratings from columns with integer ids; the columns are copied.</summary>
    /// <param name="users">Each rating's user.</param>
    /// <param name="items">Each rating's item, as many.</param>
    /// <param name="values">r, as many; finite.</param>
    /// <param name="times">As many, or empty: none.</param>
    /// <param name="weights">w, as many, or empty: all are 1; finite, not negative.</param>
    /// <param name="duplicates">What becomes of ratings of the same user and item.</param>
    /// <exception cref="ArgumentException">Lengths differ, a number is not allowed, or a pair repeats and must not.</exception>
    public static Ratings FromColumns(
        ReadOnlySpan<long> users,
        ReadOnlySpan<long> items,
        ReadOnlySpan<float> values,
        ReadOnlySpan<long> times = default,
        ReadOnlySpan<float> weights = default,
        Duplicates duplicates = Duplicates.Last
    )
    {
        CheckColumns(users.Length, items.Length, values, times.Length, weights);
        RatingColumns columns = Copy(
            NumberIds(users, out IdMap userMap),
            NumberIds(items, out IdMap itemMap),
            values,
            times,
            weights
        );
        return Assemble(userMap, itemMap, columns, duplicates);
    }

    /// <summary>
    /// Ratings from columns of row numbers: the ids are 0 … n-1. The columns are copied, and pairs that repeat are kept.
    /// </summary>
    /// <param name="userCount">How many users there are, those without ratings included.</param>
    /// <param name="itemCount">How many items.</param>
    /// <param name="userRows">Each rating's user, 0 … userCount - 1.</param>
    /// <param name="itemRows">Each rating's item, as many.</param>
    /// <param name="values">r, as many; finite.</param>
    /// <param name="times">As many, or empty: none.</param>
    /// <param name="weights">w, as many, or empty: all are 1; finite, not negative.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is not allowed.</exception>
    public static Ratings FromRows(
        int userCount,
        int itemCount,
        ReadOnlySpan<int> userRows,
        ReadOnlySpan<int> itemRows,
        ReadOnlySpan<float> values,
        ReadOnlySpan<long> times = default,
        ReadOnlySpan<float> weights = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(userCount);
        ArgumentOutOfRangeException.ThrowIfNegative(itemCount);
        CheckColumns(userRows.Length, itemRows.Length, values, times.Length, weights);
        CheckRows(userRows, userCount, nameof(userRows));
        CheckRows(itemRows, itemCount, nameof(itemRows));
        RatingColumns columns = Copy(userRows.ToArray(), itemRows.ToArray(), values, times, weights);
        return new Ratings(IdMap.Range(userCount), IdMap.Range(itemCount), columns);
    }

    /// <summary>
    /// Ratings one by one, each finite, with a weight that is finite and not negative. Times are kept where one is not
    /// 0, weights where one is not 1.
    /// </summary>
    /// <exception cref="ArgumentException">A number is not allowed, or a pair repeats and must not.</exception>
    public static Ratings From(IEnumerable<Rating> ratings, Duplicates duplicates = Duplicates.Last)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RatingsBuilder builder = new();
        foreach (Rating rating in ratings)
            builder.Add(rating, nameof(ratings));
        return builder.Build(duplicates);
    }

    /// <summary>The same from a source that has to be waited for, such as a database.</summary>
    /// <exception cref="ArgumentException">A number is not allowed, or a pair repeats and must not.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<Ratings> FromAsync(
        IAsyncEnumerable<Rating> ratings,
        Duplicates duplicates = Duplicates.Last,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(ratings);
        RatingsBuilder builder = new();
        await foreach (Rating rating in ratings.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder.Add(rating, nameof(ratings));
        }
        return builder.Build(duplicates);
    }

    /// <summary>Merges what repeats. Takes over columns that were checked before.</summary>
    internal static Ratings Assemble(IdMap users, IdMap items, RatingColumns columns, Duplicates duplicates)
    {
        if (!Enum.IsDefined(duplicates))
            throw new ArgumentOutOfRangeException(nameof(duplicates), duplicates, "There is no such choice.");
        using WorkerTeam team = new(1);
        try
        {
            return new Ratings(users, items, DuplicateMerge.Apply(columns, users.Count, items.Count, duplicates, team));
        }
        catch (DuplicateException e)
        {
            string pair = $"user {users[columns.UserRows[e.Later]]} and item {items[columns.ItemRows[e.Later]]}";
            string problem = e.Overflow ? "their sum is beyond single precision" : "each pair must stand once";
            throw new ArgumentException(
                $"Ratings {e.Earlier} and {e.Later}, counted from 0, are both of {pair}; {problem}.",
                nameof(duplicates)
            );
        }
    }

    private static int[] NumberIds(ReadOnlySpan<long> ids, out IdMap map)
    {
        IdColumn column = new();
        int[] rows = new int[ids.Length];
        for (int i = 0; i < ids.Length; i++)
            rows[i] = column.Add(ids[i]);
        (map, int[] rowOf) = column.Finish();
        foreach (ref int row in rows.AsSpan())
            row = rowOf[row];
        return rows;
    }

    private static RatingColumns Copy(
        int[] userRows,
        int[] itemRows,
        ReadOnlySpan<float> values,
        ReadOnlySpan<long> times,
        ReadOnlySpan<float> weights
    ) =>
        new(
            userRows,
            itemRows,
            values.ToArray(),
            times.IsEmpty ? null : times.ToArray(),
            weights.IsEmpty ? null : weights.ToArray()
        );

    private static void CheckColumns(
        int users,
        int items,
        ReadOnlySpan<float> values,
        int times,
        ReadOnlySpan<float> weights
    )
    {
        CheckLength(items, users, nameof(items));
        CheckLength(values.Length, users, nameof(values));
        CheckLength(times == 0 ? users : times, users, nameof(times));
        CheckLength(weights.IsEmpty ? users : weights.Length, users, nameof(weights));
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Value {i} is {values[i]}; it must be finite.", nameof(values));
        }
        for (int i = 0; i < weights.Length; i++)
        {
            if (!float.IsFinite(weights[i]) || weights[i] < 0)
                throw new ArgumentException(
                    $"Weight {i} is {weights[i]}; it must be finite and not negative.",
                    nameof(weights)
                );
        }
    }

    private static void CheckLength(int actual, int users, string name)
    {
        if (actual != users)
            throw new ArgumentException($"{actual} given for {users} users.", name);
    }

    private static void CheckRows(ReadOnlySpan<int> rows, int count, string name)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)count)
                throw new ArgumentException($"Row {i} is {rows[i]}; there are {count}.", name);
        }
    }
}
