using FastMf.Kernels;

namespace FastMf.Data;

public sealed partial class Ratings
{
    private const ulong NegativeStream = 0x4E45474154495645; // "NEGATIVE": draws of their own among those of a seed

    /// <summary>
    /// Positives and drawn negatives, for losses of classes on implicit feedback (logistic matrix factorization, Johnson
    /// 2014, with sampled zeros). Each pair with a value of at least <paramref name="positive"/> gets the value 1. Each
    /// user with p positives gets min(p * perPositive, what there is) further items with the value
    /// <paramref name="negativeValue"/>: distinct, drawn alike from the items that occur here and are no positives of
    /// the user. The draws are a function of the seed, the user's row and the number of the draw.
    /// </summary>
    /// <remarks>
    /// Pairs below the threshold count as not observed and may be drawn. A pair that is there twice is one. The result
    /// has the same ids, and is ordered by user, positives first; it has no times.
    /// </remarks>
    /// <param name="perPositive">Negatives for each positive: 1 or more.</param>
    /// <param name="seed">Another seed, other negatives.</param>
    /// <param name="positive">The least value of a positive; by default all are.</param>
    /// <param name="negativeValue">0 for the logistic loss, -1 for hinge and squared hinge.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are to be no negatives, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">The ratings have weights, or would be too many.</exception>
    public Ratings WithSampledNegatives(
        int perPositive,
        ulong seed = 42,
        float positive = float.NegativeInfinity,
        float negativeValue = 0f
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perPositive, 1);
        if (float.IsNaN(positive))
            throw new ArgumentOutOfRangeException(nameof(positive), positive, "Expected a number.");
        if (!float.IsFinite(negativeValue))
            throw new ArgumentOutOfRangeException(nameof(negativeValue), negativeValue, "Expected a finite number.");
        if (_weights is not null)
            throw new InvalidOperationException("The ratings have weights, which drawn pairs would not have.");
        SparseMatrix positives = ByUser.Map(new AtLeast(positive));
        int[] items = Occurring();
        int[] wanted = new int[Users.Count];
        long total = positives.Count;
        for (int user = 0; user < wanted.Length; user++)
        {
            int own = positives.CountOf(user);
            wanted[user] = (int)Math.Min((long)own * perPositive, own == 0 ? 0 : items.Length - own);
            total += wanted[user];
        }
        if (total > Array.MaxLength)
            throw new InvalidOperationException($"Positives and negatives would be {total} pairs; draw fewer.");
        (int[] userRows, int[] itemRows, float[] values) = (new int[total], new int[total], new float[total]);
        bool[] taken = new bool[Items.Count];
        ulong stream = CounterRandom.Derive(seed, NegativeStream);
        int next = 0;
        for (int user = 0; user < wanted.Length; user++)
        {
            ReadOnlySpan<int> own = positives.ColumnsOf(user);
            int count = own.Length + wanted[user];
            Span<int> row = itemRows.AsSpan(next, count);
            own.CopyTo(row);
            Draw(items, own, row[own.Length..], taken, stream, (ulong)user);
            userRows.AsSpan(next, count).Fill(user);
            values.AsSpan(next, own.Length).Fill(1f);
            values.AsSpan(next + own.Length, wanted[user]).Fill(negativeValue);
            next += count;
        }
        return new Ratings(Users, Items, userRows, itemRows, values);
    }

    /// <summary>Rows of the items that have ratings.</summary>
    private int[] Occurring()
    {
        bool[] rated = new bool[Items.Count];
        foreach (int item in _itemRows)
            rated[item] = true;
        return [.. Enumerable.Range(0, rated.Length).Where(item => rated[item])];
    }

    /// <summary>Fills a span with distinct items that are none of some others: by draws, or from what is left where that is little.</summary>
    private static void Draw(
        int[] items,
        ReadOnlySpan<int> avoid,
        Span<int> drawn,
        bool[] taken,
        ulong seed,
        ulong user
    )
    {
        foreach (int item in avoid)
            taken[item] = true;
        if (avoid.Length + drawn.Length > items.Length / 2)
        {
            int[] left = [.. items.Where(item => !taken[item])];
            for (int k = 0; k < drawn.Length; k++)
            {
                int at = k + CounterRandom.UniformInt(seed, user, (ulong)k, left.Length - k);
                (left[k], left[at]) = (left[at], left[k]);
                drawn[k] = left[k];
            }
        }
        else
        {
            ulong attempt = 0;
            foreach (ref int item in drawn)
            {
                do item = items[CounterRandom.UniformInt(seed, user, attempt++, items.Length)];
                while (taken[item]);
                taken[item] = true;
            }
            foreach (int item in drawn)
                taken[item] = false;
        }
        foreach (int item in avoid)
            taken[item] = false;
    }

    private readonly struct AtLeast(float positive) : IValueMap
    {
        public bool TryMap(float value, out float mapped)
        {
            mapped = 1f;
            return value >= positive;
        }
    }
}
