using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// Compares the scores of a user and a panel of 64 items with a few scores, ascending, where each score of the panel is known
/// to lie between two bounds: how many are certainly above each, and which may be above or not.
/// </summary>
internal static class CountAbove
{
    /// <summary>Score j lies between (start + bias_j) + (sum_j - slack) and (start + bias_j) + (sum_j + slack).</summary>
    /// <param name="sums">64 sums of <see cref="ScoreTile.Products"/>.</param>
    /// <param name="slack">See <see cref="ScoreTile.Slack"/>.</param>
    /// <param name="bias">One for each place.</param>
    /// <param name="start">What all scores begin with.</param>
    /// <param name="scores">The scores to compare with, ascending.</param>
    /// <param name="counts">The places that are certainly above each are added.</param>
    /// <param name="unsure">The places to look at, as bits; receives those that still may be above or not.</param>
    public static void BySums<TSimd>(
        ReadOnlySpan<float> sums,
        float slack,
        ReadOnlySpan<float> bias,
        float start,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(sums.Length == ScoreTile.Items && bias.Length == ScoreTile.Items);
        ref float s = ref MemoryMarshal.GetReference(sums);
        ref float b = ref MemoryMarshal.GetReference(bias);
        (TSimd begin, TSimd more) = (TSimd.Splat(start), TSimd.Splat(slack));
        TSimd b0 = begin + TSimd.Load(in b, 0);
        TSimd b1 = begin + TSimd.Load(in b, 16);
        TSimd b2 = begin + TSimd.Load(in b, 32);
        TSimd b3 = begin + TSimd.Load(in b, 48);
        Between(
            b0 + (TSimd.Load(in s, 0) - more),
            b1 + (TSimd.Load(in s, 16) - more),
            b2 + (TSimd.Load(in s, 32) - more),
            b3 + (TSimd.Load(in s, 48) - more),
            b0 + (TSimd.Load(in s, 0) + more),
            b1 + (TSimd.Load(in s, 16) + more),
            b2 + (TSimd.Load(in s, 32) + more),
            b3 + (TSimd.Load(in s, 48) + more),
            0,
            first: false,
            scores,
            counts,
            unsure,
            out _
        );
    }

    /// <summary>
    /// Score j lies between (start + bias_j) + (x . head_j - t tail_j) and (start + bias_j) + (x . head_j + t tail_j).
    /// </summary>
    /// <param name="panel">Packed like one of <see cref="ScoreTile"/>: the heads of 64 rows, and as the last number of each its tail.</param>
    /// <param name="user">x, and t as the last number.</param>
    /// <param name="bias">One for each place.</param>
    /// <param name="start">What all scores begin with.</param>
    /// <param name="among">The places to look at, as bits; none of them has a NaN.</param>
    /// <param name="scores">The scores to compare with, ascending.</param>
    /// <param name="counts">The places that are certainly above each are added.</param>
    /// <param name="unsure">Receives the places that may be above or not, as far as the result says.</param>
    /// <param name="open">How many those are, for all scores together.</param>
    /// <returns>How many of the scores a place reaches or may reach.</returns>
    public static int ByHeads<TSimd>(
        ReadOnlySpan<float> panel,
        ReadOnlySpan<float> user,
        ReadOnlySpan<float> bias,
        float start,
        ulong among,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure,
        out int open
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(panel.Length == user.Length * ScoreTile.Items && bias.Length == ScoreTile.Items);
        ref float p = ref MemoryMarshal.GetReference(panel);
        ref float b = ref MemoryMarshal.GetReference(bias);
        TSimd s0 = TSimd.Splat(0f);
        (TSimd s1, TSimd s2, TSimd s3) = (s0, s0, s0);
        for (int k = 0; k < user.Length - 1; k++)
        {
            TSimd x = TSimd.Splat(user[k]);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(in p, 0), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(in p, 16), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(in p, 32), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(in p, 48), s3);
            p = ref Unsafe.Add(ref p, ScoreTile.Items);
        }
        (TSimd begin, TSimd t) = (TSimd.Splat(start), TSimd.Splat(user[^1]));
        TSimd b0 = begin + TSimd.Load(in b, 0);
        TSimd b1 = begin + TSimd.Load(in b, 16);
        TSimd b2 = begin + TSimd.Load(in b, 32);
        TSimd b3 = begin + TSimd.Load(in b, 48);
        return Between(
            b0 + TSimd.NegatedMultiplyAdd(t, TSimd.Load(in p, 0), s0),
            b1 + TSimd.NegatedMultiplyAdd(t, TSimd.Load(in p, 16), s1),
            b2 + TSimd.NegatedMultiplyAdd(t, TSimd.Load(in p, 32), s2),
            b3 + TSimd.NegatedMultiplyAdd(t, TSimd.Load(in p, 48), s3),
            b0 + TSimd.MultiplyAdd(t, TSimd.Load(in p, 0), s0),
            b1 + TSimd.MultiplyAdd(t, TSimd.Load(in p, 16), s1),
            b2 + TSimd.MultiplyAdd(t, TSimd.Load(in p, 32), s2),
            b3 + TSimd.MultiplyAdd(t, TSimd.Load(in p, 48), s3),
            among,
            first: true,
            scores,
            counts,
            unsure,
            out open
        );
    }

    /// <summary>Looks at the places that count, the first time, and later at those that are unsure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Between<TSimd>(
        TSimd low0,
        TSimd low1,
        TSimd low2,
        TSimd low3,
        TSimd high0,
        TSimd high1,
        TSimd high2,
        TSimd high3,
        ulong among,
        bool first,
        ReadOnlySpan<float> scores,
        Span<int> counts,
        Span<ulong> unsure,
        out int open
    )
        where TSimd : struct, ISimd<TSimd>
    {
        Debug.Assert(counts.Length == scores.Length && unsure.Length == scores.Length);
        open = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            TSimd y = TSimd.Splat(scores[k]);
            ulong places = first ? among : unsure[k];
            ulong reaching =
                places
                & ScoreTile.Bits(
                    TSimd.AtLeast(high0, y),
                    TSimd.AtLeast(high1, y),
                    TSimd.AtLeast(high2, y),
                    TSimd.AtLeast(high3, y)
                );
            if (first && reaching == 0)
                return k;
            ulong notAbove = ScoreTile.Bits(
                TSimd.AtLeast(y, low0),
                TSimd.AtLeast(y, low1),
                TSimd.AtLeast(y, low2),
                TSimd.AtLeast(y, low3)
            );
            counts[k] += BitOperations.PopCount(places & ~notAbove);
            unsure[k] = reaching & notAbove;
            open += BitOperations.PopCount(unsure[k]);
        }
        return scores.Length;
    }
}
