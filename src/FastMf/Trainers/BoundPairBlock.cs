using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>
/// A block's positives are taken in turns from sixteen parts of it, so that pairs whose slopes are taken together are of
/// different users. Pairs are drawn some turns ahead of their steps; with WARP, which looks at scores, in the turn of their steps.
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
        int some = searching ? 1 : TurnsAtOnce;
        for (int turn = 0; turn < turns; turn += some)
        {
            if (cancellationToken.IsCancellationRequested)
                return double.NaN;
            int count = searching
                ? search.Find(rows, input, turn, turns, pairs)
                : Draw(input, turn, turns, seed, epoch, pairs);
            squares += PairStep.Run<TSimd, PairwiseLogistic, TRule>(pairs[..count], rows, terms, default, rule);
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
}
