using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Tests.Data;

/// <summary>Small random ratings for tests, with pairs that repeat and equal times.</summary>
internal static class RandomRatings
{
    public static Ratings Rows(int users, int items, int count, ulong seed = 1)
    {
        int[] userRows = Numbers(count, users, seed, 0);
        int[] itemRows = Numbers(count, items, seed, 1);
        float[] values = [.. Enumerable.Range(0, count).Select(i => (float)i)];
        long[] times = [.. Numbers(count, Math.Max(1, count / 4), seed, 2).Select(time => (long)time)];
        return Ratings.FromRows(users, items, userRows, itemRows, values, times);
    }

    public static int[] Numbers(int count, int bound, ulong seed, ulong row) =>
        [.. Enumerable.Range(0, count).Select(i => CounterRandom.UniformInt(seed, row, (ulong)i, bound))];

    public static (int User, int Item, float Value)[] Triples(Ratings ratings) =>
        [
            .. Enumerable
                .Range(0, ratings.Count)
                .Select(i => (ratings.UserRows[i], ratings.ItemRows[i], ratings.Values[i])),
        ];
}
