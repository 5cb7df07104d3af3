using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>
/// A block's positives are taken in turns from sixteen parts of it, so that pairs whose slopes are taken together are of
/// different users. Pairs are drawn some turns ahead of their steps; with WARP, which looks at scores, each before its step.
/// </summary>
internal sealed class BoundPairBlock<TSimd, TRule>(bool searching) : PairBlock
    where TSimd : struct, ISimd<TSimd>
    where TRule : struct, IStepRule<TRule>
{
    private const int Parts = 16;
    private const int TurnsAtOnce = 16;

    public override double Run(
        PairBlockInput input,
        PairRows rows,
        in PairTerms terms,
        ulong seed,
        int epoch,
        float rate,
        CancellationToken cancellationToken
    )
    {
        TRule rule = TRule.Create(rate);
        WrongPairSearch<TSimd> search = new(input.Pool, seed, epoch);
        Span<PairEntry> pairs = stackalloc PairEntry[Parts * TurnsAtOnce];
        double squares = 0;
        int turns = (input.Users.Length + Parts - 1) / Parts;
        for (int turn = 0; turn < turns; turn++)
        {
            if (searching)
            {
                for (int place = turn; place < input.Users.Length; place += turns)
                {
                    if (search.TryFind(rows, input, place, out PairEntry pair, out float weight))
                        squares += Step([pair], rows, terms, weight, rule);
                }
            }
            else if (turn % TurnsAtOnce == 0)
                squares += Step(pairs[..Draw(input, turn, turns, seed, epoch, pairs)], rows, terms, 1f, rule);
            if (cancellationToken.IsCancellationRequested)
                return double.NaN;
        }
        return squares;
    }

    /// <summary>Draws the pairs of some turns, in their order; returns how many there are.</summary>
    private static int Draw(PairBlockInput input, int turn, int turns, ulong seed, int epoch, Span<PairEntry> pairs)
    {
        Span<int> others = stackalloc int[TurnsAtOnce];
        int drawn = 0;
        for (int part = 0; part < Parts; part++)
        {
            int from = part * turns + turn;
            int count = Math.Clamp(Math.Min(turns - turn, input.Users.Length - from), 0, TurnsAtOnce);
            input.Draw(from, seed, epoch, others[..count]);
            others[count..].Fill(-1);
            for (int k = 0; k < TurnsAtOnce; k++)
            {
                pairs[k * Parts + part] =
                    k < count ? new(input.Users[from + k], input.Items[from + k], others[k]) : None;
                drawn += others[k] < 0 ? 0 : 1;
            }
        }
        if (drawn == pairs.Length)
            return drawn;
        drawn = 0;
        foreach (PairEntry pair in pairs)
        {
            if (pair.Other >= 0)
                pairs[drawn++] = pair;
        }
        return drawn;
    }

    private static PairEntry None => new(0, 0, -1);

    private static double Step(
        ReadOnlySpan<PairEntry> pairs,
        PairRows rows,
        in PairTerms terms,
        float weight,
        TRule rule
    ) => PairStep.Run<TSimd, PairwiseLogistic, TRule>(pairs, rows, terms, weight, default, rule);
}
