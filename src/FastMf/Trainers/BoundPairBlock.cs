using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>
/// A block's positives are taken in turns from four parts of it, so that the steps of different users overlap in the
/// processor. Pairs are drawn a few at a time ahead of their steps; with WARP, which looks at scores, each before its step.
/// </summary>
internal sealed class BoundPairBlock<TSimd, TRule>(bool searching) : PairBlock
    where TSimd : struct, ISimd<TSimd>
    where TRule : struct, IStepRule<TRule>
{
    private const int Parts = 16;
    private const int PlacesAtOnce = 16;

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
        Span<PairEntry> pairs = stackalloc PairEntry[Parts * PlacesAtOnce];
        Span<int> others = stackalloc int[Parts * PlacesAtOnce];
        double squares = 0;
        ReadOnlySpan<int> users = input.Users;
        int length = (users.Length + Parts - 1) / Parts;
        for (int first = 0; first < length; first += PlacesAtOnce)
        {
            if (cancellationToken.IsCancellationRequested)
                return double.NaN;
            int places = Math.Min(PlacesAtOnce, length - first);
            if (!searching)
            {
                for (int part = 0; part < Parts; part++)
                {
                    int from = part * length + first;
                    int count = Math.Min(places, users.Length - from);
                    if (count > 0)
                        input.Draw(from, seed, epoch, others.Slice(part * PlacesAtOnce, count));
                }
            }
            int drawn = 0;
            for (int k = 0; k < places; k++)
            {
                for (int part = 0; part < Parts; part++)
                {
                    int place = part * length + first + k;
                    if (place >= users.Length)
                        break;
                    PairEntry pair = new(users[place], input.Items[place], others[part * PlacesAtOnce + k]);
                    if (searching)
                    {
                        ulong number = (ulong)(input.First + place);
                        if (search.TryFind(rows, input.PositivesAround(place), number, ref pair, out float weight))
                            squares += PairStep.Run<TSimd, PairwiseLogistic, TRule>([pair], rows, terms, weight, default, rule);
                    }
                    else if (pair.Other >= 0)
                        pairs[drawn++] = pair;
                }
            }
            squares += PairStep.Run<TSimd, PairwiseLogistic, TRule>(pairs[..drawn], rows, terms, 1f, default, rule);
        }
        return squares;
    }
}
