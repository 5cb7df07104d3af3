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
    private const int PairsAtOnce = 256;

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
        Span<PairEntry> pairs = stackalloc PairEntry[PairsAtOnce];
        Span<(int Start, int End)> runs = stackalloc (int, int)[Parts]; // of the same user, where each part stands
        runs.Clear();
        int drawn = 0;
        double squares = 0;
        ReadOnlySpan<int> users = input.Users;
        int length = (users.Length + Parts - 1) / Parts;
        for (int k = 0; k < length; k++)
        {
            for (int part = 0; part < Parts; part++)
            {
                int place = part * length + k;
                if (place >= users.Length)
                    break;
                ref (int Start, int End) run = ref runs[part];
                if (place >= run.End)
                    run = RunAt(users, place);
                PairEntry pair = new(users[place], input.Items[place], -1);
                ReadOnlySpan<int> positives = input.Items[run.Start..run.End];
                ulong number = (ulong)(input.First + place);
                if (searching)
                {
                    if (search.TryFind(rows, positives, number, ref pair, out float weight))
                        squares += PairStep.Run<TSimd, PairwiseLogistic, TRule>([pair], rows, terms, weight, default, rule);
                }
                else if (input.Pool.TryDraw(positives, seed, (ulong)epoch, number, out int other))
                    pairs[drawn++] = pair with { Other = other };
            }
            if (drawn + Parts <= PairsAtOnce && k + 1 < length)
                continue;
            if (cancellationToken.IsCancellationRequested)
                return double.NaN;
            squares += PairStep.Run<TSimd, PairwiseLogistic, TRule>(pairs[..drawn], rows, terms, 1f, default, rule);
            drawn = 0;
        }
        return squares;
    }

    /// <summary>The stretch of one user's positives around a place.</summary>
    private static (int Start, int End) RunAt(ReadOnlySpan<int> users, int place)
    {
        int start = place;
        int end = place + 1;
        while (start > 0 && users[start - 1] == users[place])
            start--;
        while (end < users.Length && users[end] == users[place])
            end++;
        return (start, end);
    }
}
