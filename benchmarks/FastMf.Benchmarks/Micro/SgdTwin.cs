using FastMf.Kernels;

namespace FastMf.Benchmarks.Micro;

/// <summary>One way to compute the two vector parts of a step: u.v, and the update of both rows.</summary>
internal interface ISgdTwin
{
    static abstract float Dot(ReadOnlySpan<float> u, ReadOnlySpan<float> v);

    /// <summary>gu = g v - userShrink u, gv = g u - itemShrink v; u += userStep gu, v += itemStep gv.</summary>
    static abstract void Update(
        float g,
        Span<float> u,
        Span<float> v,
        float userShrink,
        float itemShrink,
        float userStep,
        float itemStep
    );
}

/// <summary>
/// The step of <see cref="SgdStep"/> with squared loss, written as one would without it; <typeparamref name="TTwin"/>
/// says how rows are worked on. Benchmarks compare the kernel with these on the same blocks.
/// </summary>
internal static class SgdTwin<TTwin>
    where TTwin : struct, ISgdTwin
{
    public static void Run(
        ReadOnlySpan<SgdEntry> entries,
        Span<float> users,
        Span<SgdRow> userRows,
        Span<float> items,
        Span<SgdRow> itemRows,
        int stride,
        SgdTerms terms,
        float rate,
        bool adaGrad
    )
    {
        foreach (SgdEntry entry in entries)
        {
            ref SgdRow user = ref userRows[entry.User];
            ref SgdRow item = ref itemRows[entry.Item];
            Span<float> u = users.Slice(entry.User * stride, stride);
            Span<float> v = items.Slice(entry.Item * stride, stride);

            float g = 2f * (entry.Value - (terms.Mean + user.Bias + item.Bias + TTwin.Dot(u, v)));
            float userStep = rate;
            float itemStep = rate;
            if (adaGrad)
            {
                userStep /= MathF.Sqrt(user.Accumulator);
                itemStep /= MathF.Sqrt(item.Accumulator);
                user.Accumulator += g * g;
                item.Accumulator += g * g;
            }

            TTwin.Update(g, u, v, user.Shrink, item.Shrink, userStep, itemStep);
            user.Bias += terms.BiasShare * userStep * (g - user.BiasShrink * user.Bias);
            item.Bias += terms.BiasShare * itemStep * (g - item.BiasShrink * item.Bias);
        }
    }
}
