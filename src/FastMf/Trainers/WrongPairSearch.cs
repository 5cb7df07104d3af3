using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>
/// The draws of WARP (Weston, Bengio and Usunier 2011): uniform ones, until an item j scores above y_ui - 1. Found at draw t of
/// n items, the positive is taken to be at place r = (n-1)/t, rounded down, and its step weighs ln(1 + r) / ln(n): the further
/// down it stands, the more. Where no draw finds one, there is no step.
/// </summary>
/// <param name="pool">What is drawn from.</param>
/// <param name="seed">The seed of the draws.</param>
/// <param name="epoch">The epoch.</param>
internal readonly ref struct WrongPairSearch<TSimd>(ItemPool pool, ulong seed, int epoch)
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>The most draws for one positive.</summary>
    public const int MaxDraws = 64;

    private const float Margin = 1f;

    private readonly ItemPool _pool = pool;
    private readonly double _largest = Elementary.Log(Math.Max(2, pool.Count));

    /// <summary>Looks for pairs at each so many places from one on; returns how many it has found.</summary>
    public int Find(PairRows rows, PairBlockInput input, int place, int places, Span<PairEntry> pairs)
    {
        int found = 0;
        for (; place < input.Users.Length; place += places)
            found += TryFind(rows, input, place, out pairs[found]) ? 1 : 0;
        return found;
    }

    /// <summary>Looks for an item that is ranked wrongly, or nearly so, against the positive at a place.</summary>
    private bool TryFind(PairRows rows, PairBlockInput input, int place, out PairEntry pair)
    {
        (int user, int item) = (input.Users[place], input.Items[place]);
        ReadOnlySpan<int> positives = input.PositivesAround(place);
        float score = Score(rows, user, item);
        ulong column = input.NumberOf(place) * MaxDraws;
        Span<ulong> words = [0, 0];
        for (int draw = 1; draw <= MaxDraws; draw++)
        {
            int word = (draw - 1) % words.Length;
            if (word == 0)
                CounterRandom.Bits(seed, (ulong)epoch, column + (ulong)draw - 1, words);
            int other = _pool.Draw(words[word]);
            if (positives.Contains(other) || !(Score(rows, user, other) > score - Margin))
                continue;
            pair = new(user, item, other, (float)(Elementary.Log(1 + (_pool.Count - 1) / draw) / _largest));
            return pair.Weight > 0f;
        }
        pair = default;
        return false;
    }

    private static float Score(PairRows rows, int user, int item) =>
        rows.ItemBias[item] + Dot.Of<TSimd>(rows.User(user), rows.Item(item));
}
