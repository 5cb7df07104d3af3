using System.Numerics.Tensors;

namespace FastMf.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), as torch.optim.AdamW: x *= 1 - rate * decay, then
/// Adam's step on the bare gradient.
/// </summary>
public sealed record AdamW : AdamMoments
{
    /// <inheritdoc/>
    public override string Name => "adamw";

    /// <inheritdoc/>
    public override string Formula => "x *= 1 - r d, then as adam";

    internal override void Step(
        in StepTime time,
        Span<float> parameters,
        Span<float> gradients,
        Span<float> first,
        Span<float> second
    )
    {
        if (WeightDecay != 0)
            TensorPrimitives.Multiply(parameters, (float)(1 - time.Rate * WeightDecay), parameters);
        Move(time, parameters, gradients, first, second);
    }
}
