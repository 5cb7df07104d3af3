using System.Buffers;
using FastMf.Data;
using FastMf.Models;
using FastMf.Retrieval;

namespace FastMf.Hosting;

/// <summary>The one place where a service ranks items; lists of a request are applied here.</summary>
internal static class ItemRanking
{
    /// <summary>See <see cref="RecommenderSnapshot.Recommend"/>.</summary>
    public static int Rank(RecommenderSnapshot of, Asker who, Span<Scored> best, in ItemLists lists)
    {
        FactorModel model = of.Model;
        if (lists.HasAllow)
            return RankAllowed(of, who, best, lists);
        if (lists.Deny.IsEmpty)
            return Best(of, who, best);

        using Rented<int> denied = Ascending(lists.Deny, model.Items.Count);
        using Rented<Scored> more = new(Wanted(best.Length, denied.Span.Length, model.Items.Count));
        int found = Best(of, who, more.Span);
        return Keep(more.Span[..found], denied.Span, best);
    }

    /// <summary>See <see cref="RecommenderSnapshot.RecommendFor"/>.</summary>
    public static int RankFor(
        RecommenderSnapshot of,
        ReadOnlySpan<int> items,
        ReadOnlySpan<float> values,
        Span<Scored> best,
        in ItemLists lists
    )
    {
        if (items.IsEmpty)
            return Rank(of, Asker.OfRow(-1, false), best, lists); // nothing is known, as of an unknown user
        FactorModel model = of.Model;
        using Rented<float> factors = new(model.Rank);
        model.FoldInUser(items, values, factors.Span, out float bias);
        using Rented<int> history = Ascending(items, model.Items.Count);
        return Rank(of, Asker.Of(factors.Span, bias, history.Span), best, lists);
    }

    /// <summary>From the index where there is one; else every item is scored. The answers are the same.</summary>
    private static int Best(RecommenderSnapshot of, Asker who, Span<Scored> best)
    {
        Retriever? index = of.Retriever;
        if (who.IsRow)
        {
            Ratings? seen = who.KeepSeen ? null : of.Seen;
            return index is not null
                ? index.Recommend(who.Row, best, new() { Exclude = seen })
                : of.Model.Recommend(who.Row, best, seen);
        }
        return index is not null
            ? index.Recommend(who.Factors, who.Bias, best, new() { Deny = who.Seen })
            : of.Model.Recommend(who.Factors, who.Bias, best, who.Seen);
    }

    /// <summary>Scores the allowed items alone: they are few, the others many.</summary>
    private static int RankAllowed(RecommenderSnapshot of, Asker who, Span<Scored> best, in ItemLists lists)
    {
        FactorModel model = of.Model;
        using Rented<int> allowed = Ascending(lists.Allow, model.Items.Count);
        using Rented<int> denied = Ascending(lists.Deny, model.Items.Count);
        bool noneSeen = who.Row < 0 || who.KeepSeen || of.Seen is null;
        ReadOnlySpan<int> seen =
            !who.IsRow ? who.Seen
            : noneSeen ? []
            : of.Seen!.ByUser.ColumnsOf(who.Row);
        using Rented<Scored> scored = new(allowed.Span.Length);
        int count = 0;
        foreach (int item in allowed.Span)
        {
            if (denied.Span.BinarySearch(item) >= 0 || seen.BinarySearch(item) >= 0)
                continue;
            float score = who.IsRow ? model.Predict(who.Row, item) : model.Predict(who.Factors, who.Bias, item);
            scored.Span[count++] = new(item, score + 0f); // -0 is 0 in a list
        }
        Span<Scored> kept = scored.Span[..count];
        kept.Sort(static (x, y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Row.CompareTo(y.Row));
        count = Math.Min(count, best.Length);
        kept[..count].CopyTo(best);
        return count;
    }

    private static int Wanted(int count, int denied, int items) => (int)Math.Min((long)count + denied, items);

    private static int Keep(ReadOnlySpan<Scored> found, ReadOnlySpan<int> denied, Span<Scored> best)
    {
        int kept = 0;
        for (int k = 0; k < found.Length && kept < best.Length; k++)
        {
            if (denied.BinarySearch(found[k].Row) < 0)
                best[kept++] = found[k];
        }
        return kept;
    }

    /// <summary>The distinct rows of a list, ascending.</summary>
    private static Rented<int> Ascending(ReadOnlySpan<int> rows, int items)
    {
        Rented<int> sorted = new(rows.Length);
        rows.CopyTo(sorted.Span);
        sorted.Span.Sort();
        int count = 0;
        foreach (int row in sorted.Span)
        {
            if ((uint)row >= (uint)items)
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"The model has the items 0 to {items - 1}.");
            if (count == 0 || sorted.Span[count - 1] != row)
                sorted.Span[count++] = row;
        }
        return sorted.First(count);
    }

    /// <summary>Room from the pool.</summary>
    private readonly ref struct Rented<T>
    {
        private readonly T[] _array;

        public Rented(int length)
            : this(ArrayPool<T>.Shared.Rent(length), length) { }

        private Rented(T[] array, int length)
        {
            _array = array;
            Span = array.AsSpan(0, length);
        }

        public Span<T> Span { get; }

        /// <summary>The same room, the first of it in use; this one is not to be disposed of then.</summary>
        public Rented<T> First(int length) => new(_array, length);

        public void Dispose() => ArrayPool<T>.Shared.Return(_array);
    }
}
