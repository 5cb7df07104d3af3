using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FastMf.Simd;

namespace FastMf.Kernels;

/// <summary>
/// The step of pairwise learning, pair after pair. For a user u, an item i of theirs and another one j:
/// <code>
/// g    = -w d loss(1, x) / dx,   x = (b_i - b_j) + u.(v_i - v_j)
/// u   += s_u (g (v_i - v_j) - lambda_u u)
/// v_i += s_i ( g u - lambda_v v_i)        b_i += c s_i ( g - lambda_b b_i)        (old u, v_i and v_j in all)
/// v_j += s_j (-g u - lambda_v v_j)        b_j += c s_j (-g - lambda_b b_j)
/// G_u += g^2    G_i += g^2    G_j += g^2                                          (AdaGrad alone)
/// </code>
/// The slopes g and the step sizes s of sixteen pairs come from the rows and the sums G as they were before the first of
/// them: so their products, exponentials and roots overlap, which one pair after the other each wait for the last.
/// </summary>
internal static class PairStep
{
    private const int Together = 16;

    /// <summary>Takes one step for each pair.</summary>
    /// <param name="pairs">The pairs, in order; an item and its other are never the same.</param>
    /// <param name="rows">What is changed.</param>
    /// <param name="terms">What all pairs have in common.</param>
    /// <param name="loss">The slope of the loss of x, target 1.</param>
    /// <param name="rule">The step sizes.</param>
    /// <returns>The sum of g^2.</returns>
    /// <remarks>Compiled in full at its first call: a short fit is over before the runtime would come to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run<TSimd, TSlope, TRule>(
        ReadOnlySpan<PairEntry> pairs,
        PairRows rows,
        in PairTerms terms,
        TSlope loss,
        TRule rule
    )
        where TSimd : struct, ISimd<TSimd>
        where TSlope : struct, IPairSlope
        where TRule : struct, IStepRule<TRule>
    {
        nuint stride = (nuint)rows.Stride;
        Debug.Assert(stride % 16 == 0);
        ref float users = ref rows.Users;
        ref float items = ref rows.Items;
        ref float userSums = ref MemoryMarshal.GetReference(rows.UserSums);
        ref float itemSums = ref MemoryMarshal.GetReference(rows.ItemSums);
        ref float biases = ref MemoryMarshal.GetReference(rows.ItemBias);
        (float userShrink, float itemShrink, float biasShrink, float biasShare) = terms;
        double squares = 0;
        Span<float> lanes = stackalloc float[5 * Together];
        lanes.Clear();
        ref float slopes = ref lanes[0]; // x, then g
        ref float userSteps = ref lanes[Together]; // G, then s
        ref float itemSteps = ref lanes[2 * Together];
        ref float otherSteps = ref lanes[3 * Together];
        ref float weights = ref lanes[4 * Together];
        for (int first = 0; first < pairs.Length; first += Together)
        {
            ReadOnlySpan<PairEntry> group = pairs.Slice(first, Math.Min(Together, pairs.Length - first));
            for (int k = 0; k < group.Length; k++)
            {
                // Items are near in a block, and these products wait for none of each other.
                if (first + k + Together < pairs.Length)
                    FetchAhead.Row(ref Unsafe.Add(ref users, pairs[first + k + Together].User * (nint)stride), stride);
                PairEntry pair = group[k];
                ref float u = ref Unsafe.Add(ref users, pair.User * (nint)stride);
                ref float v = ref Unsafe.Add(ref items, pair.Item * (nint)stride);
                ref float z = ref Unsafe.Add(ref items, pair.Other * (nint)stride);
                TSimd sum = TSimd.Splat(0f);
                for (nuint i = 0; i < stride; i += 16)
                    sum = TSimd.MultiplyAdd(TSimd.Load(in u, i), TSimd.Load(in v, i) - TSimd.Load(in z, i), sum);
                Unsafe.Add(ref slopes, k) =
                    Unsafe.Add(ref biases, (nint)pair.Item) - Unsafe.Add(ref biases, (nint)pair.Other) + sum.Sum();
                Unsafe.Add(ref weights, k) = pair.Weight;
                Unsafe.Add(ref userSteps, k) = Unsafe.Add(ref userSums, (nint)pair.User);
                Unsafe.Add(ref itemSteps, k) = Unsafe.Add(ref itemSums, (nint)pair.Item);
                Unsafe.Add(ref otherSteps, k) = Unsafe.Add(ref itemSums, (nint)pair.Other);
            }
            (-Vector512.LoadUnsafe(ref weights) * loss.Slopes(Vector512.LoadUnsafe(ref slopes))).StoreUnsafe(
                ref slopes
            );
            rule.Steps(Vector512.LoadUnsafe(ref userSteps)).StoreUnsafe(ref userSteps);
            rule.Steps(Vector512.LoadUnsafe(ref itemSteps)).StoreUnsafe(ref itemSteps);
            rule.Steps(Vector512.LoadUnsafe(ref otherSteps)).StoreUnsafe(ref otherSteps);
            for (int k = 0; k < group.Length; k++)
            {
                PairEntry pair = group[k];
                ref float u = ref Unsafe.Add(ref users, pair.User * (nint)stride);
                ref float v = ref Unsafe.Add(ref items, pair.Item * (nint)stride);
                ref float z = ref Unsafe.Add(ref items, pair.Other * (nint)stride);
                ref float userSum = ref Unsafe.Add(ref userSums, (nint)pair.User);
                ref float itemSum = ref Unsafe.Add(ref itemSums, (nint)pair.Item);
                ref float otherSum = ref Unsafe.Add(ref itemSums, (nint)pair.Other);
                ref float itemBias = ref Unsafe.Add(ref biases, (nint)pair.Item);
                ref float otherBias = ref Unsafe.Add(ref biases, (nint)pair.Other);
                float userStep = Unsafe.Add(ref userSteps, k);
                float itemStep = Unsafe.Add(ref itemSteps, k);
                float otherStep = Unsafe.Add(ref otherSteps, k);
                float g = Unsafe.Add(ref slopes, k);
                float square = g * g;
                squares += square;

                TSimd userKept = TSimd.Splat(1f - userStep * userShrink);
                TSimd itemKept = TSimd.Splat(1f - itemStep * itemShrink);
                TSimd otherKept = TSimd.Splat(1f - otherStep * itemShrink);
                TSimd userMove = TSimd.Splat(userStep * g);
                TSimd itemMove = TSimd.Splat(itemStep * g);
                TSimd otherMove = TSimd.Splat(otherStep * g);
                for (nuint i = 0; i < stride; i += 16)
                {
                    TSimd x = TSimd.Load(in u, i);
                    TSimd liked = TSimd.Load(in v, i);
                    TSimd other = TSimd.Load(in z, i);
                    TSimd.MultiplyAdd(userMove, liked - other, userKept * x).Store(ref u, i);
                    TSimd.MultiplyAdd(itemMove, x, itemKept * liked).Store(ref v, i);
                    TSimd.NegatedMultiplyAdd(otherMove, x, otherKept * other).Store(ref z, i);
                }

                itemBias += biasShare * itemStep * (g - biasShrink * itemBias);
                otherBias -= biasShare * otherStep * (g + biasShrink * otherBias);
                if (TRule.Accumulates)
                {
                    userSum += square;
                    itemSum += square;
                    otherSum += square;
                }
            }
        }
        return squares;
    }
}
