using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>Draws the pairs of a block and takes their steps, with register type and step rule chosen once.</summary>
internal abstract class PairBlock
{
    /// <summary>Runs a block; returns the sum of the squared slopes, or NaN where it was cancelled.</summary>
    /// <param name="input">The block.</param>
    /// <param name="rows">What is changed.</param>
    /// <param name="terms">What all pairs have in common.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="rate">Its step size.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public abstract double Run(
        PairBlockInput input,
        PairRows rows,
        in PairTerms terms,
        ulong seed,
        int epoch,
        float rate,
        CancellationToken cancellationToken
    );

    /// <summary>Chooses the kernel.</summary>
    public static PairBlock Bind(bool adaptive, bool searching) =>
        SimdWidth.Dispatch<Binding, PairBlock>(new(adaptive, searching));

    private readonly struct Binding(bool adaptive, bool searching) : ISimdVisitor<PairBlock>
    {
        public PairBlock Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            adaptive
                ? new BoundPairBlock<TSimd, AdaGradRule>(searching)
                : new BoundPairBlock<TSimd, PlainRule>(searching);
    }
}
