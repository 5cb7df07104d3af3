using System.Runtime.InteropServices;
using FastMf.Kernels;
using FastMf.Losses;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>A strip of users or items: the factors of its rows one after the other, and their scalars.</summary>
internal readonly ref struct SgdStrip(
    Span<float> firstRow,
    Span<SgdRow> rows,
    ReadOnlySpan<float> thresholds,
    int stride
)
{
    public readonly Span<float> FirstRow = firstRow;
    public readonly Span<SgdRow> Rows = rows;
    public readonly ReadOnlySpan<float> Thresholds = thresholds;
    public readonly int Stride = stride;
}

/// <summary>The kernel of a fit, with register type, loss and step rule chosen once.</summary>
internal abstract class SgdBlock
{
    /// <summary>Takes a step for each rating; returns the sum of their squared slopes.</summary>
    public abstract double Run(
        ReadOnlySpan<SgdEntry> entries,
        ReadOnlySpan<float> weights,
        SgdStrip users,
        SgdStrip items,
        in SgdTerms terms,
        float rate
    );

    /// <summary>Chooses the kernel.</summary>
    public static SgdBlock Bind(Loss loss, bool adaptive) => SimdWidth.Dispatch<Binding, SgdBlock>(new(loss, adaptive));

    private readonly struct Binding(Loss loss, bool adaptive) : ISimdVisitor<SgdBlock>
    {
        public SgdBlock Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => loss.Bind<LossBinding<TSimd>, SgdBlock>(new(adaptive));
    }

    private readonly struct LossBinding<TSimd>(bool adaptive) : ILossVisitor<SgdBlock>
        where TSimd : struct, ISimd<TSimd>
    {
        public SgdBlock Visit<TLoss>(TLoss loss)
            where TLoss : struct, ILoss =>
            adaptive ? new Bound<TSimd, TLoss, AdaGradRule>(loss) : new Bound<TSimd, TLoss, PlainRule>(loss);
    }

    private sealed class Bound<TSimd, TLoss, TRule>(TLoss loss) : SgdBlock
        where TSimd : struct, ISimd<TSimd>
        where TLoss : struct, ILoss
        where TRule : struct, IStepRule<TRule>
    {
        public override double Run(
            ReadOnlySpan<SgdEntry> entries,
            ReadOnlySpan<float> weights,
            SgdStrip users,
            SgdStrip items,
            in SgdTerms terms,
            float rate
        ) =>
            SgdStep.Run<TSimd, TLoss, TRule>(
                entries,
                weights,
                ref MemoryMarshal.GetReference(users.FirstRow),
                ref MemoryMarshal.GetReference(users.Rows),
                ref MemoryMarshal.GetReference(items.FirstRow),
                ref MemoryMarshal.GetReference(items.Rows),
                users.Stride,
                terms,
                loss,
                TRule.Create(rate),
                users.Thresholds,
                items.Thresholds
            );
    }
}
