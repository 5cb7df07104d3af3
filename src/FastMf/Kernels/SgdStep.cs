using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// The fused step of stochastic gradient descent, rating after rating of a block:
/// <code>
/// g  = -w d loss(r, y) / dy,   y = ((mu + a) + b) + u.v
/// u += s_u (g v - lambda_u n_u^(nu-1) u)        v += s_v (g u - lambda_v n_v^(nu-1) v)       (old u and v in both)
/// a += c s_u (g - lambda_a n_u^(nu-1) a)        b += c s_v (g - lambda_b n_v^(nu-1) b)
/// u  = soft(u, s_u l_u n_u^(nu-1))              v  = soft(v, s_v l_v n_v^(nu-1))             (L1 alone, as SoftThreshold)
/// G_u += g^2                                    G_v += g^2                                   (AdaGrad alone)
/// </code>
/// The step sizes s come from the accumulators G as they were before the rating, so that root and division do not wait
/// for the dot product. For the same reason a row is shrunk by 1 - s lambda n^(nu-1) first and moved last. And the loop that
/// moves the rows of one rating multiplies those of the next: that product is a chain of sums which nothing else waits for yet.
/// </summary>
internal static class SgdStep
{
    /// <summary>Takes one step for each rating of a block.</summary>
    /// <param name="entries">The ratings, in order.</param>
    /// <param name="weights">w for each; empty where all are 1.</param>
    /// <param name="users">The user strip: <paramref name="stride"/> floats a row.</param>
    /// <param name="userRows">The strip's rows' scalars.</param>
    /// <param name="items">The item strip.</param>
    /// <param name="itemRows">The strip's rows' scalars.</param>
    /// <param name="stride">Floats a row: a multiple of 16.</param>
    /// <param name="terms">What all ratings have in common.</param>
    /// <param name="loss">The loss' slope.</param>
    /// <param name="rule">The step sizes.</param>
    /// <param name="userThresholds">l n^(nu-1) of the user strip's rows; empty where no side has an L1 penalty.</param>
    /// <param name="itemThresholds">The same of the item strip's; empty where the users' are.</param>
    /// <returns>The sum of g^2: how large the errors were on the way.</returns>
    /// <remarks>Compiled in full at its first call: a short fit is over before the runtime would come to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run<TSimd, TSlope, TRule>(
        ReadOnlySpan<SgdEntry> entries,
        ReadOnlySpan<float> weights,
        ref float users,
        ref SgdRow userRows,
        ref float items,
        ref SgdRow itemRows,
        nint stride,
        in SgdTerms terms,
        TSlope loss,
        TRule rule,
        ReadOnlySpan<float> userThresholds = default,
        ReadOnlySpan<float> itemThresholds = default
    )
        where TSimd : struct, ISimd<TSimd>
        where TSlope : struct, ISlope
        where TRule : struct, IStepRule<TRule>
    {
        Debug.Assert(stride % 16 == 0 && (weights.IsEmpty || weights.Length == entries.Length));
        Debug.Assert(userThresholds.IsEmpty == itemThresholds.IsEmpty);
        double squares = 0;
        float mean = terms.Mean;
        float biasShare = terms.BiasShare;
        bool nonNegative = terms.NonNegative;
        bool sparse = !userThresholds.IsEmpty;
        bool weighted = !weights.IsEmpty;
        bool constrained = sparse || nonNegative;
        if (entries.IsEmpty)
            return 0;
        ref SgdEntry entry = ref MemoryMarshal.GetReference(entries);
        ref float u = ref Unsafe.Add(ref users, entry.User * stride);
        ref float v = ref Unsafe.Add(ref items, entry.Item * stride);
        float product = Dot.Of<TSimd>(ref u, ref v, (nuint)stride);
        int last = entries.Length - 1;
        for (int k = 0; k <= last; k++)
        {
            ref SgdRow user = ref Unsafe.Add(ref userRows, (nint)entry.User);
            ref SgdRow item = ref Unsafe.Add(ref itemRows, (nint)entry.Item);
            ref SgdEntry next = ref Unsafe.Add(ref entry, k < last ? 1 : 0);
            ref float nextU = ref Unsafe.Add(ref users, next.User * stride);
            ref float nextV = ref Unsafe.Add(ref items, next.Item * stride);

            Vector128<float> steps = rule.Steps(user.Accumulator, item.Accumulator);
            float userStep = steps.ToScalar();
            float itemStep = steps.GetElement(1);

            float y = mean + user.Bias + item.Bias + product;
            float g = -loss.Slope(entry.Value, y);
            if (weighted)
                g *= weights[k];
            float square = g * g;
            squares += square;

            TSimd userKept = TSimd.Splat(1f - userStep * user.Shrink);
            TSimd itemKept = TSimd.Splat(1f - itemStep * item.Shrink);
            TSimd userMove = TSimd.Splat(userStep * g);
            TSimd itemMove = TSimd.Splat(itemStep * g);
            TSimd sum = TSimd.Splat(0f);
            for (nuint i = 0; i < (nuint)stride; i += 16)
            {
                TSimd x = TSimd.Load(ref u, i);
                TSimd z = TSimd.Load(ref v, i);
                TSimd.MultiplyAdd(userMove, z, userKept * x).Store(ref u, i);
                TSimd.MultiplyAdd(itemMove, x, itemKept * z).Store(ref v, i);
                sum = TSimd.MultiplyAdd(ref nextU, ref nextV, i, sum); // after the stores: its rows may be these
            }
            product = sum.Sum();

            user.Bias += biasShare * userStep * (g - user.BiasShrink * user.Bias);
            item.Bias += biasShare * itemStep * (g - item.BiasShrink * item.Bias);
            if (TRule.Accumulates)
            {
                user.Accumulator += square;
                item.Accumulator += square;
            }
            if (constrained)
            {
                if (sparse)
                {
                    SoftThreshold.Apply<TSimd>(ref u, (nuint)stride, userStep * userThresholds[entry.User]);
                    SoftThreshold.Apply<TSimd>(ref v, (nuint)stride, itemStep * itemThresholds[entry.Item]);
                }
                if (nonNegative)
                {
                    Project<TSimd>(ref u, (nuint)stride);
                    Project<TSimd>(ref v, (nuint)stride);
                }
                if (next.User == entry.User || next.Item == entry.Item)
                    product = Dot.Of<TSimd>(ref nextU, ref nextV, (nuint)stride);
            }
            entry = ref next;
            u = ref nextU;
            v = ref nextV;
        }
        return squares;
    }

    // Inlined: a call, even one never made, would spill the loop's vector registers around it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Project<TSimd>(ref float row, nuint stride)
        where TSimd : struct, ISimd<TSimd>
    {
        for (nuint i = 0; i < stride; i += 16)
            TSimd.Positive(TSimd.Load(ref row, i)).Store(ref row, i);
    }
}
